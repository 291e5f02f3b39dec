/**
 * What recognizers that were trained on subtitles write when nobody speaks: a few phrases make up most of it (a "bag of
 * hallucinations", arXiv 2501.11378). People say some of them, too, so the text alone proves nothing.
 */
const phrases: readonly string[] = [
  // English
  'you',
  'thank you',
  'thank you very much',
  'thank you so much',
  'thank you for watching',
  'thank you so much for watching',
  'thank you for listening',
  'thanks for watching',
  'thanks for listening',
  'please subscribe',
  'please subscribe to my channel',
  'like and subscribe',
  'don’t forget to subscribe',
  'see you next time',
  'see you in the next video',
  'I’ll see you in the next one',
  'bye',
  'bye bye',
  'the end',
  'subtitles by the Amara.org community',
  'transcription by CastingWords',
  // German
  'Untertitel der Amara.org-Community',
  'Untertitel im Auftrag des ZDF für funk, 2017',
  'Untertitelung des ZDF, 2020',
  'Untertitelung aufgrund der Amara.org-Community',
  'Copyright WDR 2020',
  'Copyright WDR 2021',
  'vielen Dank',
  'vielen Dank fürs Zuschauen',
  'bis zum nächsten Mal',
  // French
  'Sous-titres réalisés par la communauté d’Amara.org',
  'Sous-titres réalisés para la communauté d’Amara.org',
  'Sous-titrage Société Radio-Canada',
  'Sous-titrage ST’ 501',
  'merci d’avoir regardé cette vidéo',
  'merci d’avoir regardé',
  'abonnez-vous',
  // Spanish
  'Subtítulos realizados por la comunidad de Amara.org',
  'Subtítulos por la comunidad de Amara.org',
  'gracias por ver el video',
  'gracias por ver el vídeo',
  'suscríbete al canal',
  // Italian
  'Sottotitoli creati dalla comunità Amara.org',
  'Sottotitoli e revisione a cura di QTSS',
  'grazie per la visione',
  // Dutch
  'Ondertitels ingediend door de Amara.org gemeenschap',
  'Ondertiteld door de Amara.org gemeenschap',
  'bedankt voor het kijken',
  // Portuguese
  'Legendas pela comunidade Amara.org',
  'obrigado por assistir',
  'inscreva-se no canal',
  // Polish
  'Napisy stworzone przez społeczność Amara.org',
  'dziękuję za oglądanie',
  // Russian
  'продолжение следует',
  'спасибо за просмотр',
  'субтитры сделал DimaTorzok',
  'субтитры создавал DimaTorzok',
  'редактор субтитров А.Семкин корректор А.Егорова',
  // Turkish
  'izlediğiniz için teşekkür ederim',
  'altyazı M.K.',
  // Arabic
  'ترجمة نانسي قنقر',
  // Chinese, Japanese, Korean
  '谢谢观看',
  '字幕由Amara.org社区提供',
  '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
  'ご視聴ありがとうございました',
  '最後までご視聴いただきありがとうございます',
  '시청해주셔서 감사합니다',
  'MBC 뉴스 이덕영입니다',
];

const known = new Set(phrases.map(bare));

/** Whether a text is such a phrase, said once or several times. */
export function isFrequentHallucination(text: string): boolean {
  const letters = bare(text);
  if (letters === '') return false;
  for (let length = 1; length <= letters.length; length++) {
    if (letters.length % length !== 0) continue;
    const once = letters.slice(0, length);
    if (known.has(once) && once.repeat(letters.length / length) === letters) return true;
  }
  return false;
}

/** Only the letters and digits, in lower case. */
export function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
