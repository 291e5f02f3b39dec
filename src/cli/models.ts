import { type Command, Option } from 'commander';
import type { ProgramParts } from './definition.js';

/** `scribe models ...` */
export function addModelCommands(program: Command, { action, withSettings, exitCodes }: ProgramParts): void {
  const models = program
    .command('models')
    .description('models: list, pull, verify, import, rm, path, default');
  models
    .command('list')
    .description(
      'list the models that scribe knows: which are installed or used, how large, when to use which',
    )
    .addOption(
      new Option('--task <task>', 'only models for this').choices([
        'recognition',
        'voice',
        'speech',
        'diarization',
        'segmentation',
      ]),
    )
    .action(action(async () => (await import('../commands/models/list.js')).listModels));
  models
    .command('pull')
    .description('download models; an interrupted download is resumed')
    .argument('<name...>', 'names of models, see `scribe models list`')
    .option('--offline', 'connect to nothing: use only what the cache of Hugging Face has')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe models pull parakeet-ultra-int8
  $ SCRIBE_MODEL_MIRROR=https://hf-mirror.com scribe models pull whisper-small --quiet
  $ HTTPS_PROXY=http://proxy:3128 SSL_CERT_FILE=company.pem scribe models pull whisper-small
${exitCodes}`,
    )
    .action(action(async () => (await import('../commands/models/pull.js')).pullModels));
  models
    .command('verify')
    .description('read every byte of installed models again and compare it with its SHA-256')
    .argument('[name...]', 'names of models (the default is every installed one)')
    .action(action(async () => (await import('../commands/models/verify.js')).verifyModels));
  models
    .command('import')
    .description('install a model from a folder, a file or an archive, with no network')
    .argument(
      '<path>',
      'folder, single file, .tar, .tar.gz, .tgz or .tar.bz2; a folder of the Hugging Face cache too',
    )
    .option('--name <name>', 'name of the model, if its files do not show it')
    .addHelpText(
      'after',
      `
Examples:
  $ scribe models import /media/stick/parakeet/
  $ scribe models import ~/.cache/huggingface/hub/models--onnx-community--whisper-small_timestamped
  $ scribe models import whisper-medium.tar.gz --name whisper-medium`,
    )
    .action(action(async () => (await import('../commands/models/import.js')).importModel));
  models
    .command('rm')
    .description('remove installed models; those that ship with scribe stay')
    .argument('<name...>', 'names of models')
    .option('-y, --yes', 'do not ask')
    .action(action(async () => (await import('../commands/models/rm.js')).removeModels));
  models
    .command('path')
    .description('print the folder of a model, after checking its files, or the folder of all models')
    .argument('[name]', 'name of the model')
    .action(action(async () => (await import('../commands/models/path.js')).printModelPath));
  withSettings(models.command('default'), ['language'])
    .description('print which model is used, or write the choice into the config file')
    .argument('[name]', 'name of a model, or auto: the best that is installed')
    .addOption(
      new Option('--task <task>', 'what the model is for')
        .choices(['recognition', 'voice'])
        .default('recognition'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ scribe models default
  $ scribe models default parakeet-ultra-int8
  $ scribe models default auto`,
    )
    .action(
      action(async () => (await import('../commands/models/default.js')).defaultModel, {
        mendsSettings: true,
      }),
    );
}
