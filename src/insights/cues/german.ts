import { cueList } from './cue-list.js';

export const german = cueList({
  decided: `
    (?:wir|ich|sie|das team) (?:haben|habe|hatten) (?:uns |das |es |jetzt |schon |im \\p{L}+ |gestern |heute |damals |also |ja |nun )*[^.?!]*(?:entschieden|beschlossen|geeinigt|vereinbart|festgelegt|abgestimmt|ausgemacht|abgemacht)
    (?:ist|wird|wurde|sind|wurden) (?:damit |also |jetzt |hiermit |somit |nun )?(?:beschlossen|entschieden|vereinbart|genehmigt|beschlossene sache)
    (?:die|unsere|meine) entscheidung(?: ist| lautet|:| steht)
    beschluss:|beschlossen:
    (?:wir|dann|also|lasst uns|lass uns)(?: \\p{L}+){0,4} (?:bleiben|bleibt es) (?:wir )?(?:bei|beim|dabei)
    wir (?:nehmen|machen|verwenden|benutzen|behalten|verschieben|streichen|verzichten|einigen uns|entscheiden uns|liefern|setzen auf|gehen mit)(?= (?!das noch|mal|wir|vielleicht))
    dann (?:nehmen|machen|verwenden|behalten|verschieben|streichen|liefern) wir
    abgemacht|so machen wir(?: es|'s| das)`,
  undecided: `
    (?:noch )?(?:nicht|nie|nichts|kein\\p{L}*) (?:\\p{L}+ )?(?:entschieden|beschlossen|geeinigt|vereinbart|festgelegt)
    (?:müssen|sollten|sollen|können|wollen|könnten|lass uns|lasst uns|werden) (?:\\p{L}+ ){0,8}(?:entscheiden|beschließen|festlegen|einigen)
    (?:ob|wenn|falls|bevor|sobald) (?:wir|sie|das|es)
    vielleicht|eventuell|wahrscheinlich|haben wir|was (?:haben|machen|nehmen)|machen wir (?:uns|weiter)|wir machen (?:weiter|uns|jetzt|eine pause|schluss)`,
  commits: `
    ich (?:werde|mache|schicke|sende|schreibe|rufe|kläre|prüfe|übernehme|kümmere|bereite|frage|erledige|organisiere|bespreche|schaue|melde|stelle|besorge|buche|teste|lade|plane|aktualisiere|repariere|behebe|bringe|trage|erstelle|informiere|spreche|gebe|hole|suche|sorge|nehme|leite|lege|richte|räume|liefere)
    (?:das|dann|die|den|morgen|heute|danach|gerne|natürlich|bis \\p{L}+) (?:werde|mache|schicke|sende|schreibe|kläre|prüfe|übernehme|erledige|bereite|stelle|liefere|rufe) ich
    ich kann (?:\\p{L}+ ){0,6}(?:helfen|machen|übernehmen|schreiben|schicken|prüfen|vorbereiten|klären|fragen|anrufen|testen|erledigen|organisieren)`,
  declines: `
    ich (?:mache|werde|schicke|nehme|gebe|stelle)?(?: \\p{L}+){0,3} (?:nicht|nie|kein\\p{L}*|keine)
    ich (?:werde|frage|schaue) (?:mich|verrückt|sehen|immer)
    wenn (?:ich|wir|du|ihr|man|das|es)|falls|ich mache mir|ich gebe (?:dir|ihm|ihr|euch) recht|ich stelle (?:mir|fest)|ich nehme an|ich spreche (?:von|hier)|ich mache das (?:immer|seit|schon)`,
  asks: `
    bitte(?! (?:schön|sehr|was|wie|nicht|weiter))
    (?:kannst|könntest|würdest|magst) du (?!mich (?:hören|sehen)|das (?:sehen|hören|erklären)|dir)
    (?:können|könnten|würden) sie (?!mich (?:hören|sehen)|das (?:sehen|erklären))
    (?:kann|könnte) (?:jemand|einer|einer von euch) (?:\\p{L}+ )
    (?:du|ihr) (?:musst|müsst|solltest|solltet|sollst|sollt)`,
  obliges: `
    (?:wir|jemand|man|einer|es) (?:müssen|muss|sollten|sollte|brauchen|braucht|sollen|werden)
    (?:müssen|sollten|brauchen) wir|lass uns|lasst uns|(?:muss|müssen) (?:\\p{L}+ ){0,6}(?:werden|sein)
    frist|deadline|fällig`,
  assigns: `
    (?:wird|macht|schickt|sendet|schreibt|übernimmt|kümmert sich|klärt|prüft|bereitet|soll|sollte|muss|kann|ruft|erledigt|fragt|organisiert|bitte|kannst du|könntest du|könnten sie|würdest du|du) `,
  tasks: `
    aufgabe(?: ist| für|:)|to-?do:|nächster schritt|nächste schritte|arbeitsauftrag|hausaufgabe`,
  risks: `
    risiko|risiken|riskant|gefahr|gefährdet
    (?:ich|wir) (?:mache|machen|habe|haben) (?:mir|uns)? ?(?:sorgen|bedenken)
    blockiert|blocker|engpass|in verzug|zu spät fertig|zeitlich eng|wird eng|wird knapp|(?:könnte|könnten) (?:\\p{L}+ ){0,5}(?:scheitern|schiefgehen|platzen|ausfallen|verzögern|sprengen)`,
  questions: `
    (?:was|warum|wieso|weshalb|wer|wem|wen|wann|wo|wohin|woher|welche\\p{L}*|wie|wozu|womit|worüber) \\p{L}+
    (?:ist|sind|hat|haben|kann|können|soll|sollen|sollten|muss|müssen|wird|werden|gibt|machen|brauchen|wollen) (?:wir|du|ihr|sie|es|er|das|die|der|jemand|man|ich)`,
  idle: `
    (?:oder|okay|ok|ja|nicht wahr|ne|gell|richtig|stimmt's|verstehst du|weißt du|echt|wirklich|was|wie bitte|noch fragen|sonst noch was|sonst noch etwas|alles klar|verstanden)\\?
    wie geht(?:'s| es)
    (?:hört|seht|könnt) ihr (?:mich|mein|meinen|das)
    kann(?:st)? (?:man|du|jeder) mich (?:hören|sehen)|sind alle da|können wir (?:anfangen|beginnen|starten)|wie (?:heißt|sagt man)`,
  accepts: `
    ja|jawohl|klar|gerne|gern|okay|ok|sicher|natürlich|mache ich|mach ich|kein problem|geht klar|in ordnung|gut|alles klar|ich`,
});
