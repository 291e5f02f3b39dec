import { describe, expect, it } from 'vitest';
import type { Turn } from '../../src/domain/speakers.js';
import { findNameHints, openNameHints } from '../../src/speakers/name-hints.js';

const turn = (text: string, language = 'en', clusterId = 'S1', start = 0): Turn => ({
  clusterId,
  start,
  end: start + 10,
  text,
  language,
  confidence: 1,
  words: text.split(' ').map((word, i) => ({
    text: word,
    start: start + i,
    end: start + i + 1,
    confidence: 1,
  })),
});
const names = (text: string, language: string) => findNameHints([turn(text, language)]).map((h) => h.name);

describe('a name that speakers say of themselves', () => {
  it.each([
    ['en', "I'm Maya.", 'Maya'],
    ['en', 'Hi everybody, I’m Maya and I look after the budget.', 'Maya'],
    ['en', "Good morning, I'm Tom from sales.", 'Tom'],
    ['en', "So I'm Angus, your host today.", 'Angus'],
    ['en', 'I am Priya Raghunathan.', 'Priya Raghunathan'],
    ['en', "I'm Xiadani, by the way.", 'Xiadani'],
    ['en', "I'm Dr. Okonkwo.", 'Dr. Okonkwo'],
    ['en', "I'm Jean-Luc.", 'Jean-Luc'],
    ['en', "I'm Sean O'Brien.", "Sean O'Brien"],
    ['en', "I'm Ludwig van Beethoven, nice to meet you.", 'Ludwig van Beethoven'],
    ['en', 'Okay. This is Tom.', 'Tom'],
    ['en', 'Hello, this is Tom Baker from the front desk.', 'Tom Baker'],
    ['en', 'Hi this is Maya speaking.', 'Maya'],
    ['en', 'Tom here.', 'Tom'],
    ['en', 'Hello. Maya speaking, how can I help?', 'Maya'],
    ['en', 'My name is Zhaleh and I am new here.', 'Zhaleh'],
    ['en', "My name's Bo.", 'Bo'],
    ['en', "Yeah, I'm Maya It's my first day.", 'Maya'],
    ['de', 'Ich bin Anna.', 'Anna'],
    ['de', 'Guten Morgen zusammen, ich bin Jutta Schmidt vom Vertrieb.', 'Jutta Schmidt'],
    ['de', 'Hallo, ich bin der Tom.', 'Tom'],
    ['de', 'Und hier ist Tom aus München.', 'Tom'],
    ['de', 'Ich heiße Nkechi.', 'Nkechi'],
    ['de', 'Mein Name ist Dr. Weber.', 'Dr. Weber'],
    ['de', 'Guten Tag, mein Name ist Xaver Huber, ich rufe wegen der Rechnung an.', 'Xaver Huber'],
    ['de', 'Hier spricht Ottokar.', 'Ottokar'],
    ['fr', 'Bonjour, je suis Camille.', 'Camille'],
    ['fr', "Je m'appelle Zinédine et je travaille ici.", 'Zinédine'],
    ['fr', "Moi, c'est Hélène.", 'Hélène'],
    ['fr', 'Ici Paul, vous m’entendez ?', 'Paul'],
    ['fr', 'Mon nom est Jean de La Fontaine.', 'Jean de La Fontaine'],
    ['es', 'Hola, soy Lucía.', 'Lucía'],
    ['es', 'Buenos días, yo soy Carlos de contabilidad.', 'Carlos'],
    ['es', 'Me llamo Itziar.', 'Itziar'],
    ['es', 'Les habla Carlos García.', 'Carlos García'],
    ['es', 'Mi nombre es Inma y trabajo en Sevilla.', 'Inma'],
    ['it', 'Ciao, sono Marco.', 'Marco'],
    ['it', 'Buongiorno, io sono Giulia e lavoro qui.', 'Giulia'],
    ['it', 'Mi chiamo Ludovica.', 'Ludovica'],
    ['it', 'Il mio nome è Niccolò.', 'Niccolò'],
    ['pt', 'Olá, sou a Maria.', 'Maria'],
    ['pt', 'Bom dia, eu sou João.', 'João'],
    ['pt', 'Meu nome é Thayná.', 'Thayná'],
    ['pt', 'Aqui é o Pedro.', 'Pedro'],
    ['pt', 'Chamo-me Inês.', 'Inês'],
  ])('%s: %s', (language, text, name) => {
    expect(names(text, language)).toEqual([name]);
  });
});

describe('what only looks like it', () => {
  it.each([
    ['en', "I'm sorry."],
    ['en', "I'm not sure, Tom."],
    ['en', "I'm Sorry."],
    ['en', 'This is important.'],
    ['en', 'This is Important.'],
    ['en', "I'm German."],
    ['en', "I'm OK with that."],
    ['en', "I'm CEO."],
    ['en', "I'm Tom's brother."],
    ['en', "If I'm Tom, I would say no."],
    ['en', 'He said, "I\'m Tom."'],
    ['en', "I'm not Tom."],
    ['en', 'Am I Tom?'],
    ['en', "I'm Facebook friends with her."],
    ['en', "I'm Head of Sales."],
    ['en', "I'm Product Owner of this."],
    ['en', 'I am in Berlin.'],
    ['en', 'This is Berlin.'],
    ['en', 'This is Microsoft Teams.'],
    ['en', 'This is Tom, our new colleague.'],
    ['en', 'This is Tom, he joins us today.'],
    ['en', 'This is Tom and Maya.'],
    ['en', "This is Tom's idea."],
    ['en', 'This is Tom?'],
    ['en', 'I think this is Tom.'],
    ['en', 'Is Tom here?'],
    ['en', 'Tom here has an idea.'],
    ['en', 'Thanks, Tom.'],
    ['en', 'Hi Tom, I am glad.'],
    ['en', 'English speaking people.'],
    ['en', "I'm Monday to Friday in the office."],
    ['de', 'Ich bin Lehrer.'],
    ['de', 'Ich bin Mitglied im Verein.'],
    ['de', 'Ich bin Product Owner.'],
    ['de', 'Ich bin der Meinung, dass Tom recht hat.'],
    ['de', 'Ich bin die Leiterin.'],
    ['de', 'Hier ist Berlin.'],
    ['de', 'Hier ist Platz.'],
    ['de', 'Hier ist Tom sein Vorschlag.'],
    ['de', 'Ich bin Anna sehr dankbar.'],
    ['de', 'Wenn ich bin Tom.'],
    ['de', 'Ich bin nicht Tom.'],
    ['de', 'Ich bin müde.'],
    ['fr', 'Je suis désolé.'],
    ['fr', 'Je suis Français.'],
    ['fr', 'Je ne suis pas Paul.'],
    ['fr', "C'est Paul qui décide."],
    ['fr', 'Ici Paris.'],
    ['fr', 'Si je suis Paul, je dis non.'],
    ['fr', 'Je suis Paris en direct.'],
    ['es', 'Soy de Madrid.'],
    ['es', 'No soy Carlos.'],
    ['es', 'Soy Español.'],
    ['es', 'Aquí Madrid, adelante.'],
    ['es', 'Habla Carlos con ella.'],
    ['it', 'Sono di Roma.'],
    ['it', 'Non sono Marco.'],
    ['it', 'Sono Marco e Anna che decidono.'],
    ['it', 'Sono le tre.'],
    ['it', 'Sono Italiano.'],
    ['pt', 'Não sou João.'],
    ['pt', 'Sou o Diretor.'],
    ['pt', 'Sou Brasileiro.'],
    ['xx', "I'm Maya."],
  ])('%s: %s', (language, text) => {
    expect(names(text, language)).toEqual([]);
  });
});

describe('a hint', () => {
  it('has the sentence and the moment at which it is said', () => {
    const text = 'Good morning. Can you hear me? Hi, I’m Maya from Lisbon. Dr. Lee is late.';
    expect(findNameHints([turn(text, 'en', 'S2', 60)])).toEqual([
      { clusterId: 'S2', name: 'Maya', quote: 'Hi, I’m Maya from Lisbon.', start: 67 },
    ]);
  });

  it('comes once for a name of a cluster, and is cut where a sentence goes on and on', () => {
    const long = `${'well '.repeat(30)}I'm Tom, and ${'so on '.repeat(30)}end.`;
    const [hint, ...others] = findNameHints([turn(long), turn("I'm Tom."), turn("I'm Ana.", 'en', 'S2')]);
    expect(hint.quote).toMatch(/^… I'm Tom, and so on .* …$/);
    expect(hint.quote.length).toBeLessThan(110);
    expect(others.map(({ name, clusterId }) => [clusterId, name])).toEqual([['S2', 'Ana']]);
  });

  it('takes the time of the turn where words have none', () => {
    expect(findNameHints([{ ...turn("Well, I'm Maya.", 'en', 'S1', 30), words: [] }])[0].start).toBe(30);
  });

  it('is open as long as the speaker is called otherwise, and nobody has said so', () => {
    const turns = [turn("I'm Maya.")];
    const open = (profileId: string | null, displayName: string | null, source?: 'named' | 'confirmed') =>
      openNameHints({
        turns,
        speakers: [{ clusterId: 'S1', similarity: 0.8, candidates: [], profileId, displayName, source }],
      }).length;
    expect(openNameHints({ turns, speakers: [] })).toHaveLength(1);
    expect(open(null, null)).toBe(1);
    expect(open('p', 'Maya Lopez')).toBe(0);
    expect(open('p', 'Tom')).toBe(1);
    expect(open('p', 'Tom', 'confirmed')).toBe(0);
    expect(open(null, 'Anna', 'named')).toBe(0);
  });
});
