/**
 * How people introduce themselves in one language. Phrases are sources of regular expressions in lower case; what they
 * are looked for with is in `name-hints.ts`.
 */
export interface Introductions {
  /** Hardly anything but the speaker's name can follow. */
  readonly certain: readonly string[];
  /** Anything can follow, but nouns have no capital in this language. */
  readonly likely: readonly string[];
  /** Other people and things are introduced in this way as well. */
  readonly possible: readonly string[];
  /** What a name at the beginning of a sentence is followed by: "Tom here". */
  readonly after: readonly string[];
  /** An introduction after one of these words is denied, imagined or quoted. */
  readonly unless: readonly string[];
  /** What may follow a name without a comma. */
  readonly follows: readonly string[];
  /** With these words somebody else is introduced: "this is Tom, our ...". */
  readonly others: readonly string[];
  /** Written with a capital, though nobody is called so: nationalities, days, callings. */
  readonly common: readonly string[];
}

const words = (text: string): readonly string[] => text.split(/\s+/);

/** By language code. */
export const introductions: Readonly<Record<string, Introductions>> = {
  en: {
    certain: ['my name is', "my name's", 'i go by'],
    likely: ["i'm", 'i am'],
    possible: ['this is'],
    after: ['speaking', 'here'],
    unless: words(
      'if like that when imagine pretend as said says say saying think thinks because though whether',
    ),
    follows: words('and from with at here speaking your the i by a an also in on'),
    others: words('she he who our my they his her their that'),
    common: words(
      `afraid african all american april argentinian asian at august australian austrian back belgian brazilian british
      buddhist canadian catholic chief chinese christian colombian croatian czech danish december director doctor dutch
      easter egyptian engineer english european february fine finnish french friday german glad god going good greek happy
      head here hindu hungarian in indian indonesian iranian irish israeli italian it january japanese jewish july june
      just korean latin lead lebanese lord manager march may mexican monday moroccan muslim nigerian norwegian not november
      october ok okay on pakistani persian peruvian polish portuguese president product project protestant ready really
      right romanian russian santa saturday scottish senior september serbian sir so sorry spanish sunday sure swedish
      swiss team thanks the thursday tuesday turkish ukrainian vegan very vice vietnamese we wednesday welsh yes you zoom`,
    ),
  },
  de: {
    certain: ['mein name ist', 'ich hei(?:ß|ss)e', 'hier spricht', 'man nennt mich'],
    likely: [],
    possible: ['ich bin(?: der| die)?', 'hier ist(?: der| die)?'],
    after: ['hier', 'am apparat'],
    unless: words('wenn als dass ob weil nicht sagte sagt'),
    follows: words('und von vom aus bei beim hier ich euer eure ihr ihre dein deine'),
    others: words('er sie der die unser unsere mein meine sein seine'),
    common: words('doch egal ehrlich gott hase ja jetzt jemand nicht noch programm schall wichtig wie'),
  },
  fr: {
    certain: ["je m'appelle", 'mon (?:pré)?nom est', "mon (?:pré)?nom,? c'est"],
    likely: ['je suis', "moi,? c'est"],
    possible: ['ici'],
    after: ["à l'appareil"],
    unless: words('si que quand comme dit dis ne non pas'),
    follows: words('et de du des la le les à au je chez en votre'),
    others: words('elle il qui notre mon ma son sa'),
    common: words(
      `africain africaine allemand allemande américain américaine anglais anglaise août avril belge canadien canadienne
      catholique chinois décembre dieu directeur directrice espagnol espagnole européen européenne février français
      française italien italienne janvier japonais japonaise juif juillet juin juive lundi mai mardi mars mercredi
      musulman musulmane noël novembre octobre paris parisien parisienne portugais portugaise président russe samedi
      septembre suisse vendredi`,
    ),
  },
  es: {
    certain: ['me llamo', 'mi nombre es', '(?:os|les|le|te) habla'],
    likely: ['(?:yo )?soy'],
    possible: ['habla', 'aquí'],
    after: ['al aparato', 'al habla'],
    unless: words('no si que cuando como dice dijo ni'),
    follows: words('y de del la el los en vuestro su soy'),
    others: words('ella él que nuestro nuestra mi'),
    common: words(
      `abril agosto alemana alemán americana americano argentina argentino católica católico chilena chileno colombiana
      colombiano diciembre dios directora director domingo enero española español europea europeo febrero francesa francés
      inglesa inglés italiana italiano julio junio jueves lunes martes marzo mayo mexicana mexicano miércoles navidad
      noviembre octubre peruana peruano portuguesa portugués presidente septiembre sábado venezolano viernes`,
    ),
  },
  it: {
    certain: ['mi chiamo', 'il mio nome è', 'vi parla'],
    likely: ['io sono'],
    possible: ['sono', 'qui', 'parla'],
    after: ['al telefono'],
    unless: words('non se che quando come dice disse ci ne'),
    follows: words('e di del della dal dalla con vi'),
    others: words('lei lui che nostro nostra mio mia il la'),
    common: words(
      `agosto americana americano aprile cattolica cattolico dicembre dio direttore direttrice domenica europea europeo
      febbraio francese gennaio giovedì giugno inglese italiana italiano luglio lunedì maggio martedì marzo mercoledì
      milanese natale novembre ottobre presidente romana romano sabato settembre spagnola spagnolo svizzera svizzero
      tedesca tedesco venerdì`,
    ),
  },
  pt: {
    certain: [
      '(?:o )?meu nome é',
      '(?:eu )?me chamo',
      'chamo-me',
      'aqui fala(?: o| a)?',
      'quem fala é(?: o| a)?',
    ],
    likely: ['(?:eu )?sou'],
    possible: ['(?:eu )?sou (?:o|a)', 'aqui é(?: o| a)?', 'fala(?: o| a)?'],
    after: ['falando', 'aqui'],
    unless: words('não se que quando como disse diz nem'),
    follows: words('e de da do dos em na no com'),
    others: words('ela ele que nosso nossa meu minha'),
    common: words(
      `abril agosto alemã alemão americana americano angolano brasileira brasileiro católica católico dezembro deus diretor
      diretora domingo espanhol espanhola europeia europeu fevereiro francesa francês inglesa inglês italiana italiano
      janeiro julho junho maio março natal novembro outubro portuguesa português presidente sábado setembro`,
    ),
  },
};
