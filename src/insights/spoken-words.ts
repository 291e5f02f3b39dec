/**
 * What people say all the time when they talk, and lists made of written text lack; by language. A list of stop words
 * begins with what is frequent in print.
 */
const spoken: Readonly<Record<string, string>> = {
  en: `yeah yes yep no okay ok right well so like just really actually basically maybe probably think know mean going gonna
    want wanna got get go kind sort thing things stuff lot bit little good great fine sure see say said look let make take
    come put need one two three first also still back way something anything everything somebody guys hello thanks thank
    morning today tomorrow yesterday week next don't it's that's i'm we're you're they're i'll we'll there's let's can't
    doesn't didn't won't isn't i've we've would could should will shall else even ever never always again already yet around before call ask decide decided
    keep start use used work working find found try show talk talking tell told idea point question problem actually feel
    guess happen happens pretty probably kinda whole everyone everybody nobody mhm quite its during previous under upon within without among against between
    through while until whose their these those such than own same both each few more most other only too very having does
    did doing every either neither although though however therefore another anyone once twice much many might uh um hm mm hmm oh`,
  de: `ja nein doch okay ok also halt eben mal schon noch so jetzt dann da gut genau klar stimmt vielleicht eigentlich
    natürlich einfach irgendwie irgendwas quasi sozusagen glaube denke weiß meine sage sagen gesagt machen macht mache
    gemacht gehen geht komme kommt sehen sehe gibt brauchen brauche müssen muss wollen will sollen soll können kann würde
    würden könnte ding dinge sache sachen bisschen ganz sehr heute morgen gestern woche nächste nächsten hallo danke bitte
    tag eins zwei drei`,
  fr: `oui non ouais ok okay d'accord voilà alors donc bon ben bah hein quoi enfin bien très peu trop vraiment juste
    peut-être crois pense sais dire dit fait faire fais va vais aller faut veux veut peut peux chose choses truc petit
    aujourd'hui demain hier semaine prochaine merci bonjour c'est j'ai qu'on il'y on a-t-il deux trois`,
  es: `sí no vale bueno pues entonces claro bien muy así ahora luego creo pienso sé digo decir dice hacer hago hace hecho
    ir va vamos voy hay tengo tiene tenemos quiero puede puedo cosa cosas poco hoy mañana ayer semana próxima próximo
    gracias hola buenos días uno dos tres verdad okay ok`,
  it: `sì no ok okay va bene allora quindi ecco cioè insomma beh magari forse proprio molto poco adesso poi credo penso so
    dire detto fare fatto faccio fa andare vado c'è abbiamo voglio può posso cosa cose oggi domani ieri settimana prossima
    grazie ciao buongiorno due tre`,
  pt: `sim não ok okay tá bom bem então pois claro muito pouco agora depois acho penso sei dizer disse fazer faço faz feito
    ir vai vamos vou tem temos tenho quero pode posso coisa coisas hoje amanhã ontem semana próxima próximo obrigado
    obrigada olá bom dia dois três gente né`,
  nl: `ja nee oké ok dus nou even gewoon eigenlijk misschien wel toch hoor echt heel goed denk weet bedoel zeg zeggen gezegd
    doen doe doet gedaan gaan ga gaat komen kom zien zie moeten moet willen wil kunnen kan zou zouden ding dingen beetje
    vandaag morgen gisteren week volgende dank bedankt hallo twee drie`,
  pl: `tak nie no dobra dobrze okej ok więc właśnie chyba może raczej naprawdę bardzo trochę teraz potem myślę wiem mówię
    powiedzieć zrobić robić robię iść idę mamy mam chcę można mogę musimy trzeba rzecz rzeczy dzisiaj dziś jutro wczoraj
    tydzień tygodniu przyszły przyszłym dzięki dziękuję cześć dzień dobry dwa trzy jest są będzie`,
  zh: `是 的 了 我 你 他 她 它 们 我们 你们 他们 这 那 这个 那个 就 就是 然后 那么 好 好的 对 嗯 啊 吧 呢 吗 也 都 还 要 会 能 可以 有 没有
    不 不是 说 觉得 知道 想 做 去 来 看 到 在 和 跟 把 给 让 一个 一下 什么 怎么 因为 所以 但是 如果 今天 明天 昨天 下周 星期 谢谢 大家 很 太`,
  ja: `はい いいえ ええ えっと あの その この それ これ あれ こと もの ところ よう そう です ます ました でした ん の に は が を と で も から まで
    する し した して いる い て た だ な ない なる なり ある あり 思う 思い 言う 今日 明日 昨日 来週 ありがとう ござい お願い いたし ください
    ね よ か じゃ では でも けど ので たい られ れ せ 私 さん 方 的 一 つ`,
};

export const spokenWords: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(spoken).map(([language, words]) => [language, new Set(words.split(/\s+/))]),
);
