import { cueList } from './cue-list.js';

export const french = cueList({
  decided: `
    (?:on|nous|ils|l'équipe) (?:a|avons|ont|avait|avions)(?: donc| bien| tous| déjà| enfin| finalement)? (?:décidé|convenu|choisi|tranché|voté|validé|acté)
    nous (?:nous )?sommes(?: donc)? (?:mis d'accord|d'accord|convenus)
    on (?:s'est mis d'accord|est d'accord pour|part sur|reste sur|garde|retient|valide|abandonne|reporte|prend)
    (?:c'est|est) (?:donc )?(?:décidé|acté|validé|entendu|convenu|approuvé|adopté)
    la décision(?: finale)?(?: est|,? c'est|:)
    décision:
    nous (?:gardons|partons sur|retenons|validons|abandonnons|reportons|choisissons|restons sur|adoptons)`,
  undecided: `
    (?:pas|jamais|rien)(?: encore| vraiment)? (?:été )?(?:décidé|convenu|choisi|tranché|validé)
    (?:faut|doit|devons|va|allons|peut|pourra|pour|à|devrait) (?:\\p{L}+ )?(?:décider|trancher|choisir)
    (?:si|quand|avant que) (?:on|nous)|peut-être|est-ce qu|qu'est-ce qu`,
  commits: `
    je (?:vais|m'en (?:occupe|charge)|m'occupe|me charge|prends|ferai|fais|enverrai|envoie|écrirai|écris|appellerai|appelle|préparerai|prépare|vérifierai|vérifie|demanderai|demande|corrigerai|corrige|finirai|organise|rédige|contacte|contacterai|parlerai|réserve|teste|termine|regarderai|mettrai|apporterai|relance|relancerai|donnerai|ajouterai)
    je (?:le|la|les|l'|vous|te|lui|leur|t')? ?(?:ferai|enverrai|envoie|appellerai|préparerai|vérifierai|demanderai|donnerai|transmettrai|rappelle|rappellerai)
    je (?:peux|pourrais) (?:aussi |volontiers )?(?:aider|faire|prendre|écrire|envoyer|vérifier|préparer|demander|appeler|m'en occuper|tester|organiser|contacter)`,
  declines: `
    je (?:ne|n')|si (?:je|on|nous|vous|tu)
    je vais (?:être|dire|avoir|te dire|vous dire|bien|voir si|commencer|laisser|pas|passer|finir par)|je fais (?:partie|confiance|toujours)|je prends (?:note|la parole)|je demande (?:pourquoi|si)`,
  asks: `
    s'il (?:te|vous) pla[iî]t|merci de
    (?:peux-tu|pourrais-tu|tu peux|tu pourrais|pouvez-vous|pourriez-vous|vous pouvez|vous pourriez|est-ce que tu peux|est-ce que vous pouvez) (?!m'entendre|entendre|voir|répéter|imaginer|expliquer)\\p{L}+
    (?:il faut que (?:tu|vous)|tu dois|vous devez|tu devrais|vous devriez|n'oublie pas|n'oubliez pas|pense à|pensez à)
    quelqu'un peut`,
  obliges: `
    (?:on|nous|il|quelqu'un) (?:va|allons|doit|devons|faut|faudra|faudrait|va falloir|allons devoir|devra)
    il reste à|à rendre|échéance|date limite`,
  assigns: `
    (?:va|s'occupe|se charge|prend|fera|enverra|doit|devra|prépare|préparera|appelle|appellera|envoie|écrit|écrira|peut|peux-tu|pourrais-tu|pouvez-vous|tu peux|s'il te pla[iî]t|s'il vous pla[iî]t) `,
  tasks: `
    (?:action|tâche)(?: pour|:)|à faire:|prochaines? étapes?`,
  risks: `
    risques?|risqué\\p{L}*|danger\\p{L}*|(?:je suis|on est|nous sommes) (?:inquiet|inquiète|inquiets|préoccupé)\\p{L}*
    (?:m'|nous )inquiète|bloqué\\p{L}*|bloquant\\p{L}*|goulot|en retard|dépass\\p{L}+ (?:le|du) budget|pourrait (?:échouer|retarder|casser)|trop juste`,
  questions: `
    (?:qui|que|quoi|quand|où|pourquoi|comment|combien|quel|quelle|quels|quelles|est-ce que|est-ce qu'\\p{L}+|qu'est-ce que|à qui|pour quand) \\p{L}+`,
  idle: `
    (?:d'accord|ok|okay|hein|non|n'est-ce pas|oui|vraiment|ah bon|pardon|quoi|c'est bon|ça marche|ça va|compris|des questions|autre chose)\\s?\\?
    comment (?:ça va|allez|vas)|(?:vous|tu|on) m'enten\\p{L}+|tout le monde est (?:là|prêt)|on (?:peut )?commence|comment (?:on dit|dit-on|s'appelle)`,
  accepts: `
    oui|ouais|d'accord|ok|okay|bien sûr|volontiers|pas de problème|entendu|ça marche|je m'en|je vais|je|parfait|très bien`,
});
