/*
 * Short meetings, written for the tests, with what a reader takes from
 * them. A line is `Speaker: text`; before the text stand what it is: [D] a decision, [A Owner 2026-11-24] an action item
 * with who is to do it (- : nobody in particular) and when (nothing: no day was said). All are on Monday, 2026-11-23.
 */

export interface ScriptedMeeting {
  readonly language: string;
  readonly title: string;
  readonly lines: string;
}

export const scriptedMeetings: readonly ScriptedMeeting[] = [
  {
    language: 'en',
    title: 'release',
    lines: `
      Maya: Good morning, can everybody hear me?
      Tom: Yes, loud and clear.
      Maya: The first point is the release. Is the installer finished?
      Tom: The installer works on Linux, but on Windows the signature is still missing.
      Priya: [D] We agreed last week that Windows is not a part of the first release.
      Tom: Right, I forgot about that.
      Maya: [D] So let's go with Linux only and announce Windows for January.
      Priya: [A Priya 2026-11-25] I will write the announcement by Wednesday.
      Maya: [A Tom] Tom, could you update the download page?
      Tom: Sure, no problem.
      Maya: We will see how people react.
      Priya: I will be on vacation next week, by the way.
      Maya: Thanks everybody.`,
  },
  {
    language: 'en',
    title: 'hiring',
    lines: `
      Anna: Let us talk about the two candidates for the design position.
      Ben: I liked the second one better, her portfolio is very strong.
      Carl: I think we should wait for the third interview before we decide.
      Anna: When is the third interview?
      Ben: It is planned for Thursday afternoon.
      Anna: [D] Okay, the decision is that we wait until after the interview on Thursday.
      Carl: [A Carl 2026-11-24] I'll send the questions for the interview to everybody tomorrow.
      Anna: [A Ben] Ben, please book the small room for it.
      Ben: Will do.
      Carl: If I can get the room, I will bring cake.
      Anna: What salary can we offer?
      Ben: I don't know, nobody has told us the range.
      Anna: [A Anna 2026-11-27] I need to ask the finance department about the range before Friday.`,
  },
  {
    language: 'en',
    title: 'incident',
    lines: `
      Lena: What happened on Saturday night?
      Omar: The database ran out of disk space and the replica did not take over.
      Lena: Why did nobody get an alert?
      Omar: The alert went to an address that does not exist any longer.
      Ruth: That is a big risk for the holidays.
      Lena: [D] We have decided to move all alerts to the new system.
      Omar: [A Omar 2026-11-24] I'm going to change the address today or tomorrow at the latest.
      Ruth: [A Ruth 2026-12-04] I can write a report about the incident until the 4th of December.
      Lena: Should we buy larger disks?
      Omar: We have not decided anything about the disks yet.
      Ruth: I would not spend money on that.
      Lena: [A Omar] Omar, can you check what a larger disk costs?
      Omar: Yes, of course.`,
  },
  {
    language: 'en',
    title: 'no result',
    lines: `
      Sam: I was in Lisbon last weekend, the weather was wonderful.
      Kim: Nice, did you see the aquarium?
      Sam: We wanted to, but the queue was too long.
      Kim: People say that you have to be there at nine.
      Sam: If I go again, I will buy the tickets before.
      Kim: My sister will love your pictures.
      Sam: You can see some of them on my page.
      Kim: I have to say, the bridge looks amazing.
      Sam: It was built in the sixties, as far as I know.`,
  },
  {
    language: 'en',
    title: 'budget',
    lines: `
      Grace: The budget for next year has to be ready soon.
      Henry: How much did we spend on travel?
      Grace: About forty thousand, which is more than we had planned.
      Henry: Then we are over budget, and I am worried about the second quarter.
      Iris: [D] We settled on a limit of thirty thousand for travel in the last meeting.
      Henry: [D] Fine, then we'll keep the limit and cancel the trip to Boston.
      Grace: [A Grace 2026-11-30] I'll prepare the tables until next Monday.
      Iris: [A Iris] Let me check the contract with the travel agency.
      Henry: [A - 2026-11-27] Somebody has to tell the team about Boston by Friday.
      Iris: What about the conference in Vienna?
      Grace: That one is paid already.`,
  },
  {
    language: 'en',
    title: 'website',
    lines: `
      Nora: The new website looks good on the phone.
      Paul: The pictures load slowly though.
      Nora: Maybe we should use smaller ones.
      Quinn: I could try another format, but that takes time.
      Nora: [A Quinn 2026-11-26] Quinn, please try the other format and tell us on Thursday how it went.
      Quinn: Okay, I'll do that.
      Paul: Who writes the texts for the start page?
      Nora: [A Paul] Paul takes care of the texts, and Quinn helps with the pictures.
      Paul: [D] Agreed, and the old start page stays online until the texts are approved, that is decided.
      Nora: See you next week.`,
  },
  {
    language: 'de',
    title: 'Einführung',
    lines: `
      Jana: Guten Morgen zusammen, hört ihr mich?
      Lukas: Ja, alles gut.
      Jana: Wie weit sind wir mit der Schulung für das neue Lager?
      Lukas: Die Unterlagen sind fertig, aber der Raum ist noch nicht gebucht.
      Petra: [D] Wir haben letzte Woche beschlossen, dass die Schulung im Dezember stattfindet.
      Jana: [A Lukas 2026-11-25] Lukas, kannst du bitte bis Mittwoch den Raum buchen?
      Lukas: Klar, mache ich.
      Petra: [A Petra 2026-11-24] Ich schicke morgen die Einladungen an alle Kollegen.
      Jana: Was machen wir, wenn die Halle im Dezember gesperrt ist?
      Lukas: Das wäre ein Risiko für den ganzen Plan.
      Jana: [D] Gut, dann bleiben wir beim Termin am zehnten Dezember.
      Petra: Ich habe das nicht so verstanden.
      Jana: Danke euch, bis nächste Woche.`,
  },
  {
    language: 'de',
    title: 'Angebot',
    lines: `
      Herr Braun: Der Kunde hat nach einem neuen Angebot gefragt.
      Frau Klein: Welchen Preis sollen wir ihm nennen?
      Herr Braun: Darüber müssen wir noch entscheiden.
      Frau Klein: [D] Ich schlage vor, die Entscheidung ist: zehn Prozent Rabatt und keine Lieferkosten.
      Herr Braun: Einverstanden.
      Frau Klein: [A Frau Klein 2026-11-26] Dann schreibe ich das Angebot bis Donnerstag.
      Herr Braun: [A Herr Braun] Ich rufe den Kunden an und erkläre ihm die Verzögerung.
      Frau Klein: Wenn ich Zeit habe, schaue ich noch in die alten Verträge.
      Herr Braun: Der Kunde wird sich freuen.
      Frau Klein: Ich mache mir eher Sorgen wegen der Lieferzeit.`,
  },
  {
    language: 'de',
    title: 'Verein',
    lines: `
      Oskar: Das Sommerfest war ein voller Erfolg.
      Mia: Wir haben achthundert Euro eingenommen.
      Oskar: Was machen wir mit dem Geld?
      Mia: [D] Wir haben uns geeinigt, dass davon neue Tore gekauft werden.
      Timo: [A Timo 2026-11-30] Ich frage bis nächsten Montag drei Händler nach den Preisen.
      Oskar: [A Mia] Mia, du könntest bitte den Bericht für die Zeitung schreiben.
      Mia: Gerne.
      Timo: [A - 2026-11-27] Jemand muss bis Freitag den Schlüssel zurückgeben.
      Oskar: Ich werde nicht da sein.
      Mia: Ich glaube, es wird am Freitag regnen.`,
  },
  {
    language: 'fr',
    title: 'Livraison',
    lines: `
      Claire: Bonjour à tous, vous m'entendez bien ?
      Hugo: Oui, très bien.
      Claire: Où en est la livraison pour le client de Lyon ?
      Hugo: Les pièces sont arrivées, mais il manque deux moteurs.
      Sophie: [D] Nous avons décidé de livrer en deux fois.
      Hugo: [A Hugo 2026-11-24] Je vais appeler le fournisseur demain pour les moteurs.
      Claire: [A Sophie 2026-11-27] Sophie, peux-tu préparer la facture avant vendredi ?
      Sophie: D'accord, pas de problème.
      Hugo: Si je trouve les moteurs ailleurs, je vous le dirai.
      Claire: Quel est le risque si le fournisseur ne répond pas ?
      Hugo: Je ne sais pas encore.
      Claire: [D] Alors on reste sur la date du 10 décembre.`,
  },
  {
    language: 'fr',
    title: 'Bureau',
    lines: `
      Marc: Le bail se termine en juin, il faudra choisir un nouveau bureau.
      Julie: Combien de places nous faut-il ?
      Marc: Une trentaine, avec une grande salle de réunion.
      Julie: [A Julie 2026-11-26] Je m'occupe de contacter trois agences d'ici jeudi.
      Marc: On n'a pas encore décidé du quartier.
      Julie: Le centre est trop cher, et je suis inquiète pour le budget.
      Marc: [D] On s'est mis d'accord sur un loyer maximal de huit mille euros.
      Julie: [A Marc] Marc, merci de demander l'avis de la direction.
      Marc: Entendu.
      Julie: Je vais bien, mais je suis fatiguée.`,
  },
  {
    language: 'es',
    title: 'Campaña',
    lines: `
      Lucía: Buenos días, ¿me oís bien?
      Diego: Sí, perfectamente.
      Lucía: ¿Cuándo empieza la campaña de Navidad?
      Diego: [D] Decidimos empezar el primero de diciembre.
      Carmen: [A Carmen 2026-11-25] Yo prepararé los anuncios para el miércoles.
      Lucía: [A Diego] Diego, ¿puedes revisar el presupuesto, por favor?
      Diego: Claro, sin problema.
      Carmen: Me preocupa que la imprenta vaya con retraso.
      Lucía: Todavía no hemos decidido el color del cartel.
      Diego: [A Diego 2026-11-24] Voy a llamar a la imprenta mañana.
      Carmen: No voy a estar el viernes.
      Lucía: [D] Entonces la decisión es usar el cartel azul.`,
  },
  {
    language: 'es',
    title: 'Obras',
    lines: `
      Pablo: La obra de la cocina va despacio.
      Elena: ¿Qué falta por hacer?
      Pablo: Faltan los azulejos y la pintura.
      Elena: [A Pablo 2026-11-27] Tienes que pedir los azulejos antes del viernes.
      Pablo: De acuerdo.
      Elena: Si compramos ahora, cuesta menos.
      Pablo: [D] Hemos acordado pintar las paredes de blanco.
      Elena: [A Elena] Yo me encargo de hablar con el pintor.
      Pablo: El año pasado fue peor.`,
  },
  {
    language: 'it',
    title: 'Fiera',
    lines: `
      Giulia: Buongiorno, mi sentite?
      Marco: Sì, benissimo.
      Giulia: Quanto costa lo stand alla fiera di Milano?
      Marco: Costa quattromila euro, più il trasporto.
      Paolo: [D] Abbiamo deciso di partecipare con uno stand piccolo.
      Marco: [A Marco 2026-11-25] Prenoto lo stand entro mercoledì.
      Giulia: [A Paolo] Paolo, puoi preparare i cataloghi?
      Paolo: Va bene.
      Giulia: Il trasporto è un rischio, perché a dicembre nevica.
      Marco: Non abbiamo ancora deciso chi va alla fiera.
      Paolo: [A Paolo 2026-11-24] Chiamerò il trasportatore domani mattina.
      Giulia: Mi chiedo se bastano due persone.`,
  },
  {
    language: 'it',
    title: 'Scuola',
    lines: `
      Sara: La gita degli studenti è a marzo.
      Luca: Dove andiamo quest'anno?
      Sara: [D] Siamo tutti d'accordo di andare a Firenze.
      Luca: [A Luca 2026-11-26] Chiederò il prezzo dell'autobus entro giovedì.
      Sara: [A - 2026-11-30] Qualcuno deve avvisare i genitori entro lunedì prossimo.
      Luca: Se piove, restiamo in albergo.
      Sara: Forse dovremmo portare anche i professori.`,
  },
  {
    language: 'pt',
    title: 'Loja',
    lines: `
      Inês: Bom dia, conseguem ouvir-me?
      Rui: Sim, perfeitamente.
      Inês: Quando abre a nova loja no Porto?
      Rui: [D] Decidimos abrir a loja no dia 12 de dezembro.
      Marta: [A Marta 2026-11-25] Vou enviar os convites até quarta-feira.
      Inês: [A Rui] Rui, podes falar com o eletricista, por favor?
      Rui: Claro.
      Marta: Estou preocupada com o prazo do eletricista.
      Inês: Ainda não decidimos o preço dos bilhetes.
      Rui: [A Rui 2026-11-24] Amanhã vou comprar as lâmpadas.
      Marta: Não vou estar na sexta-feira.`,
  },
  {
    language: 'pt',
    title: 'Sistema',
    lines: `
      Ana: O sistema de pedidos está lento desde ontem.
      João: Qual é a causa do problema?
      Ana: A base de dados está cheia.
      João: [D] Ficou decidido que vamos apagar os pedidos antigos.
      Ana: [A Ana 2026-11-27] Eu posso fazer isso na sexta-feira à noite, apagar os pedidos de 2019.
      João: [A João] Deixa comigo a parte da cópia de segurança.
      Ana: Se o disco falhar, perdemos tudo.
      João: Quem avisa os clientes?`,
  },
  {
    language: 'nl',
    title: 'Verhuizing',
    lines: `
      Sanne: Goedemorgen, horen jullie me?
      Daan: Ja, prima.
      Sanne: Hoe ver zijn we met de verhuizing?
      Daan: De dozen zijn gepakt, maar de vrachtwagen is nog niet besteld.
      Lotte: [D] We hebben afgesproken dat we in december verhuizen.
      Daan: [A Daan 2026-11-24] Ik bel morgen het transportbedrijf.
      Sanne: [A Lotte 2026-11-27] Lotte, kun je voor vrijdag de adressen aanpassen?
      Lotte: Ja, natuurlijk.
      Daan: Er is een risico dat de lift niet werkt.
      Sanne: We moeten nog beslissen over de meubels.
      Lotte: Ik kom niet op woensdag.`,
  },
  {
    language: 'nl',
    title: 'Tuin',
    lines: `
      Bram: De buurttuin heeft een nieuw hek nodig.
      Fleur: Wat kost een houten hek?
      Bram: Ongeveer zeshonderd euro.
      Fleur: [D] Het besluit is dat we een houten hek nemen.
      Bram: [A Bram 2026-11-26] Ik vraag uiterlijk donderdag twee offertes aan.
      Fleur: [A Fleur] Ik zal de buren een brief schrijven.
      Bram: Als het regent, gaan we niet.`,
  },
  {
    language: 'pl',
    title: 'Wdrożenie',
    lines: `
      Ewa: Dzień dobry, czy mnie słychać?
      Piotr: Tak, dobrze.
      Ewa: Kiedy będzie gotowa nowa wersja aplikacji?
      Piotr: Testy trwają, ale serwer jest zablokowany.
      Kasia: [D] Ustaliliśmy, że wdrożenie będzie w grudniu.
      Piotr: [A Piotr] Napiszę raport z testów dla klienta.
      Ewa: [A Kasia] Kasia, czy możesz przygotować instrukcję dla użytkowników?
      Kasia: Tak, oczywiście.
      Piotr: Jeszcze nie zdecydowaliśmy o nowym serwerze.
      Ewa: Jeśli serwer nie ruszy, mamy duże ryzyko.
      Kasia: [A Kasia] Zadzwonię do administratora w sprawie serwera.`,
  },
  {
    language: 'pl',
    title: 'Szkolenie',
    lines: `
      Adam: Szkolenie dla nowych pracowników trwa trzy dni.
      Ola: Gdzie odbędzie się szkolenie?
      Adam: [D] Zdecydowaliśmy, że szkolenie odbędzie się w Krakowie.
      Ola: [A Ola] Zarezerwuję hotel dla wszystkich uczestników.
      Adam: Nie mogę jechać w piątek.
      Ola: Pogoda w Krakowie jest ładna.`,
  },
  {
    language: 'zh',
    title: '发布会',
    lines: `
      王芳: 大家好，听得到吗？
      李强: 听得到。
      王芳: 新产品的发布会准备得怎么样了？
      李强: 场地已经订好了，但是海报还没有印。
      张敏: [D] 我们上周决定发布会在十二月举行。
      李强: [A 李强 2026-11-24] 我明天联系印刷厂确认海报的时间。
      王芳: [A 张敏] 张敏，请你准备客户的邀请名单。
      张敏: 好的，没问题。
      李强: 最大的风险是物流可能延误。
      王芳: 价格我们还没有决定。
      张敏: 我没有去过那个场地。`,
  },
  {
    language: 'zh',
    title: '系统',
    lines: `
      赵磊: 订单系统昨天又出现了故障。
      陈静: 故障的原因是什么？
      赵磊: 数据库的硬盘满了。
      陈静: [D] 大家同意把旧订单移到新的服务器。
      赵磊: [A 赵磊 2026-11-27] 我星期五晚上负责迁移数据库。
      陈静: [A 陈静] 我会写一份事故报告给客户。
      赵磊: 如果硬盘坏了，我们就没有办法了。`,
  },
  {
    language: 'ja',
    title: '展示会',
    lines: `
      佐藤: おはようございます、聞こえますか。
      鈴木: はい、聞こえます。
      佐藤: 展示会の準備はどこまで進んでいますか。
      鈴木: パネルはできましたが、カタログがまだ届いていません。
      高橋: [D] 先週の会議で、展示会には小さいブースで参加することに決めました。
      鈴木: [A 鈴木 2026-11-24] 明日、私が印刷会社に電話します。
      佐藤: [A 高橋] 高橋さん、招待状のリストを作ってもらえますか。
      高橋: はい、わかりました。
      鈴木: 配送が遅れるリスクがあります。
      佐藤: 価格についてはまだ決めていません。
      高橋: 昨日はとても寒かったです。`,
  },
  {
    language: 'ja',
    title: '研修',
    lines: `
      田中: 新人研修は来月から始まります。
      山本: 会場はどこにしますか。
      田中: [D] 会場は大阪に決定しました。
      山本: [A 山本 2026-11-27] 金曜日までにホテルを予約します。
      田中: [A 田中] 研修の資料は私が準備します。
      山本: 大阪の天気はいいと思います。`,
  },
];
