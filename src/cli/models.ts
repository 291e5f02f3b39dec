import { type Command, Option } from 'commander';
import { type Action, exitCodes, withSettings } from './definition.js';

/** `scribe models ...` */
export function addModelCommands(program: Command, action: Action): void {
  const models = program
    .command('models')
    .description('models: list, show, pull, verify, import, rm, path, default');
  models
    .command('list')
    .description(
      'list the models that scribe knows: what each is good for, its size, whether it is installed',
    )
    .addOption(
      new Option('--task <task>', 'only models for this task').choices([
        'recognition',
        'voice',
        'speech',
        'segmentation',
        'text-embedding',
      ]),
    )
    .action(action(async () => (await import('../commands/models/list.js')).listModels));
  models
    .command('show')
    .description('show a model: what it is, its licence, its files and where they come from')
    .argument('<name>', 'name of the model (see `scribe models list`)')
    .action(action(async () => (await import('../commands/models/show.js')).showModel));
  models
    .command('pull')
    .description('download models; an interrupted download is resumed')
    .argument('<name...>', 'names of models (see `scribe models list`)')
    .option('--offline', 'do not connect: take only what is in the Hugging Face cache')
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
    .description('read every file of installed models again and compare its SHA-256')
    .argument('[name...]', 'names of models (default: all that are installed)')
    .action(action(async () => (await import('../commands/models/verify.js')).verifyModels));
  models
    .command('import')
    .description('install a model from a folder, a file or an archive, without a network')
    .argument(
      '<path>',
      'a folder (one in the Hugging Face cache, too), a single file, .tar, .tar.gz, .tgz or .tar.bz2',
    )
    .option('--name <name>', 'name of the model, if its files do not tell')
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
    .description('remove installed models, except those that ship with scribe')
    .argument('<name...>', 'names of models')
    .option('-y, --yes', 'do not ask for confirmation')
    .action(action(async () => (await import('../commands/models/rm.js')).removeModels));
  models
    .command('path')
    .description('verify a model and print its folder; without a name, print the folder of all models')
    .argument('[name]', 'name of the model')
    .action(action(async () => (await import('../commands/models/path.js')).printModelPath));
  withSettings(models.command('default'), ['language'])
    .description('print which model is used, or set it in the config file')
    .argument('[name]', 'name of a model, or auto: the best one installed')
    .addOption(
      new Option('--task <task>', 'what the model is for')
        .choices(['recognition', 'segmentation', 'voice', 'text-embedding'])
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
