import { cueList } from './cue-list.js';

export const dutch = cueList({
  decided: `
    (?:we|wij|ik|ze|het team) (?:hebben|heb|heeft|hadden) (?:[^.?!]* )?(?:besloten|afgesproken|gekozen|vastgesteld|goedgekeurd|beslist)
    we zijn het (?:erover )?eens|(?:is|wordt|werd|zijn) (?:dus |nu |hierbij )?(?:besloten|afgesproken|goedgekeurd|beslist)
    (?:de|onze|het) (?:beslissing|besluit)(?: is|:)|besluit:|afgesproken
    (?:we|dan|laten we) (?:we )?(?:houden|kiezen|gebruiken|blijven bij|gaan voor|stellen uit|schrappen|behouden|lanceren|nemen)(?= (?!we|nog|even|misschien))`,
  undecided: `
    (?:nog )?(?:niet|nooit|niets|geen) (?:\\p{L}+ )?(?:besloten|afgesproken|gekozen|beslist)
    (?:moeten|zullen|kunnen|willen|gaan|laten we|zouden) (?:\\p{L}+ ){0,8}(?:beslissen|besluiten|kiezen|afspreken)
    (?:of|als|indien|voordat) (?:we|ze|het)|misschien|hebben we|wat (?:hebben|kiezen|nemen)`,
  commits: `
    ik (?:zal|ga|stuur|schrijf|bel|maak|regel|check|controleer|vraag|bereid|neem|zorg|pak|doe|plan|boek|test|werk|los|zoek|meld|bespreek|lever|kijk) (?!naar huis|zijn|zeggen|weg)\\p{L}+
    (?:dat|dan|die|morgen|vandaag|daarna|graag) (?:zal|ga|stuur|schrijf|bel|maak|regel|controleer|vraag|neem|doe) ik
    ik kan (?:\\p{L}+ ){0,6}(?:helpen|doen|schrijven|sturen|bellen|regelen|controleren|vragen|voorbereiden|testen)`,
  declines: `
    ik (?:\\p{L}+ ){0,4}(?:niet|nooit|geen)|als (?:ik|we|je|het)|ik (?:doe dat altijd|vraag me af|neem aan|maak me|werk (?:bij|voor|hier|aan))`,
  asks: `
    alsjeblieft|alstublieft|graag even
    (?:kun|kan|zou|wil) (?:je|jij|u|iemand) (?!me horen|mij horen|horen|zien|herhalen|uitleggen|zijn )\\p{L}+
    (?:kunnen|willen|zouden) jullie (?!me|mij|horen|zien)|(?:je|jij|u|jullie) (?:moet|moeten|zou|zult)|vergeet niet|zorg (?:dat|ervoor)`,
  obliges: `
    (?:we|wij|iemand|er|het) (?:moeten|moet|dienen|zouden|zullen|gaan|hoeven)|(?:moeten|zouden) we|laten we|deadline|uiterlijk`,
  assigns: `
    (?:zal|gaat|stuurt|schrijft|belt|maakt|regelt|controleert|vraagt|bereidt|neemt|zorgt|pakt|doet|moet|kan|kun je|kan je|zou je|wil je|alsjeblieft) `,
  tasks: `
    actiepunt(?:en)?|taak(?: voor|:)|volgende stap(?:pen)?|to-?do:`,
  risks: `
    risico(?:'s)?|riskant|gevaar\\p{L}*|(?:ik|we) (?:maak|maken) (?:me|ons) zorgen|geblokkeerd|knelpunt|vertraging|achter op schema|boven budget|(?:kan|zou) (?:mislukken|misgaan|uitlopen)`,
  questions: `
    (?:wie|wat|wanneer|waar|waarom|hoe|hoeveel|welke|welk|waarmee|waarvoor) \\p{L}+
    (?:is|zijn|heeft|hebben|kan|kunnen|moet|moeten|zal|zullen|gaat|gaan|wil|willen) (?:we|je|jij|jullie|ze|het|hij|de|iemand|er|ik)`,
  idle: `
    (?:toch|oké|ok|ja|hè|nee|echt|wat|sorry|pardon|klopt|snap je|begrijp je|nog vragen|verder nog iets|duidelijk)\\?
    hoe gaat het|(?:horen|zien|hoor|zie) (?:jullie|je|u) (?:me|mij|mijn)|kun(?:nen)? (?:jullie|je) (?:me|mij)|is iedereen er|zullen we beginnen|hoe (?:heet|noem|zeg) (?:je|dat)`,
  accepts: `
    ja|jazeker|zeker|prima|oké|ok|goed|natuurlijk|doe ik|geen probleem|is goed|komt goed|ik`,
});
