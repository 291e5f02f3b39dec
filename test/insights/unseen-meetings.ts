import type { ScriptedMeeting } from './scripted-meetings.js';

/**
 * Meetings that were written after the lists of phrases and have changed nothing in them, in the form of
 * `scriptedMeetings`: what is found of them is what docs/insights.md says of speech that nobody has seen.
 */
export const unseenMeetings: readonly ScriptedMeeting[] = [
  {
    language: 'en',
    title: 'h1',
    lines: `
Rosa: Alright, item two, the customer survey.
Jim: We got three hundred answers, most of them positive.
Rosa: [A Jim] Could you put the numbers into a chart, Jim?
Jim: Yep.
Kate: [D] I suggest we drop question five next time. 
Rosa: Okay, agreed.
Kate: [A Kate 2026-11-26] I'll have the new version ready by Thursday.
Jim: What did people say about the price?
Kate: Half of them find it too high.
Rosa: I would like to hear what sales thinks.
Jim: [A Jim] I'm happy to talk to sales about it.
Rosa: That would be great.`,
  },
  {
    language: 'en',
    title: 'h2',
    lines: `
Lead: We need to choose a vendor for the badges.
Ann: The cheap one has a delivery time of six weeks.
Lead: [D] Then we take the expensive one.
Ann: [A Ann 2026-11-24] I will place the order first thing tomorrow.
Bob: You will love the quality.
Lead: Did anybody check the contract?
Bob: [A Bob] Not yet, I'll do that this week, the contract I mean.
Ann: We decided against plastic, right?
Lead: Yes, because it breaks.
Bob: If we order now we get a discount.`,
  },
  {
    language: 'de',
    title: 'h3',
    lines: `
Anna: Punkt drei ist die neue Kasse im Laden.
Bernd: Die alte stürzt zweimal am Tag ab.
Anna: [D] Wir kaufen also die neue Kasse von der Firma Huber, das ist beschlossen.
Bernd: [A Bernd] Ich kümmere mich um die Bestellung.
Clara: [A Clara 2026-11-27] Bis Freitag habe ich die Preise in die Liste eingetragen.
Anna: Wie lange dauert die Lieferung?
Bernd: Ungefähr zwei Wochen.
Clara: Ich werde nächste Woche im Urlaub sein.
Anna: [A Bernd] Bernd, denk bitte an die Anleitung für die Kollegen.`,
  },
  {
    language: 'fr',
    title: 'h4',
    lines: `
Luc: Le site est tombé trois fois cette semaine.
Emma: Pourquoi personne n'a été prévenu ?
Luc: [A Luc 2026-11-25] Je mettrai en place une alerte d'ici mercredi.
Emma: [D] On change donc d'hébergeur, c'est décidé.
Luc: [A Emma] Emma, tu pourrais demander un devis ?
Emma: Oui, bien sûr.
Luc: Si on attend trop, les clients vont partir.`,
  },
  {
    language: 'es',
    title: 'h5',
    lines: `
Ana: El pedido de sillas no ha llegado.
Luis: ¿Quién habló con el proveedor?
Ana: [A Ana 2026-11-24] Hablaré con ellos mañana por la mañana.
Luis: [D] Acordamos cancelar el pedido si no llega esta semana.
Ana: [A Luis] Luis, busca otro proveedor, por favor.
Luis: Vale.
Ana: No vamos a esperar más.`,
  },
  {
    language: 'it',
    title: 'h6',
    lines: `
Anna: Il server nuovo costa duemila euro.
Bruno: È troppo per noi?
Anna: [D] Abbiamo scelto di affittarlo invece di comprarlo.
Bruno: [A Bruno 2026-11-27] Mando il contratto entro venerdì.
Anna: [A Bruno] Puoi anche sentire il commercialista, Bruno?
Bruno: Certo.
Anna: Se si rompe, lo sostituiscono.`,
  },
  {
    language: 'pt',
    title: 'h7',
    lines: `
Bia: A festa da escola é em dezembro.
Caio: Quem compra as bebidas?
Bia: [A Bia] Eu trato das bebidas e da comida.
Caio: [D] Combinamos fazer a festa no ginásio.
Bia: [A Caio 2026-11-26] Caio, você pode reservar o ginásio até quinta-feira?
Caio: Pode deixar.`,
  },
  {
    language: 'nl',
    title: 'h8',
    lines: `
Joost: De printer op de tweede verdieping is kapot.
Els: Wie belt de monteur?
Joost: [A Joost 2026-11-24] Dat doe ik morgen, de monteur bellen.
Els: [D] We hebben besloten geen nieuwe printer te kopen.
Joost: [A Els] Els, wil je de collega's inlichten?
Els: Is goed.`,
  },
  {
    language: 'pl',
    title: 'h9',
    lines: `
Jan: Klient skarży się na opóźnienia.
Maria: Kto z nim rozmawiał?
Jan: [A Jan] Porozmawiam z nim jeszcze dzisiaj.
Maria: [D] Postanowiliśmy dać mu rabat.
Jan: [A Maria] Maria, proszę przygotować nową umowę.
Maria: Dobrze.`,
  },
  {
    language: 'zh',
    title: 'h10',
    lines: `
刘洋: 会议室的投影仪坏了。
孙丽: 谁负责修理？
刘洋: [A 刘洋 2026-11-24] 我明天打电话给维修公司。
孙丽: [D] 我们决定买一台新的投影仪。
刘洋: [A 孙丽] 孙丽，麻烦你比较一下价格。
孙丽: 好的。`,
  },
  {
    language: 'ja',
    title: 'h11',
    lines: `
中村: サーバーの容量が足りません。
小林: 新しいサーバーはいくらですか。
中村: [D] 来月、クラウドに移行することにしました。
小林: [A 小林 2026-11-26] 木曜日までに見積もりを準備します。
中村: [A 小林] 小林さん、マニュアルも確認してください。
小林: 承知しました。`,
  },
];
