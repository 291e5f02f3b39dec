import { cueList } from './cue-list.js';

export const italian = cueList({
  decided: `
    (?:abbiamo|hanno|ho|ha|avevamo) (?:già |poi |quindi |infine )?(?:deciso|concordato|scelto|stabilito|approvato|votato)
    ci siamo (?:messi d'accordo|accordati)|siamo (?:tutti )?d'accordo (?:di|che|su)
    (?:è|resta|rimane) (?:quindi )?(?:deciso|stabilito|approvato|confermato)
    (?:la|nostra) decisione(?: finale)? è|decisione:
    (?:teniamo|manteniamo|scegliamo|usiamo|rimandiamo|annulliamo|lanciamo|rilasciamo|adottiamo|restiamo con|andiamo con|optiamo per|scartiamo)`,
  undecided: `
    non (?:abbiamo|hanno|ho|ha)(?: ancora| mai)? (?:deciso|concordato|scelto|stabilito)
    (?:dobbiamo|bisogna|possiamo|da|per|dovremmo|vogliamo) (?:ancora )?(?:decidere|scegliere|stabilire)
    se (?:decidiamo|abbiamo|teniamo|usiamo|scegliamo)|forse|magari|che cosa`,
  commits: `
    (?:io )?(?:me ne occupo|ci penso|mi occupo|mi incarico|lo faccio|la faccio|farò|manderò|invierò|scriverò|chiamerò|preparerò|controllerò|verificherò|chiederò|sistemerò|finirò|organizzerò|parlerò|prenoterò|proverò|aggiornerò|contatterò|correggerò|porterò|mando|invio|scrivo|chiamo|preparo|controllo|verifico|chiedo|organizzo|prenoto)
    (?:io )?(?:lo|la|li|le|ti|vi|gli|ve lo|te lo) (?:farò|manderò|invierò|chiamerò|preparerò|mando|invio)
    (?:io )?posso (?:aiutare|fare|scrivere|mandare|inviare|chiamare|preparare|controllare|chiedere|organizzare|provare|occuparmene|parlare)
    vado a (?:parlare|chiedere|prendere)|devo (?:mandare|scrivere|chiamare|preparare|finire|controllare)`,
  declines: `
    non (?:me|ci|lo|la|farò|manderò|posso|mi|ti)|se (?:io|lo|la|mando|chiamo|chiedo|posso)|mi chiedo|ci penso io\\?|chiedo scusa`,
  asks: `
    per favore|per piacere|per cortesia
    (?:puoi|potresti|può|potrebbe|potete|potreste) (?!sentirmi|vedermi|sentire|vedere|ripetere|spiegare|immaginare|essere )\\p{L}+
    (?:devi|dovete|dovresti|ricordati di|ricordatevi di|assicurati|ho bisogno che)
    qualcuno può`,
  obliges: `
    (?:dobbiamo|bisogna|dovremmo|occorre|qualcuno deve|serve|bisognerà)|scadenza|entro il`,
  assigns: `
    (?:si occupa|se ne occupa|farà|manderà|invierà|prepara|preparerà|chiama|chiamerà|scrive|scriverà|controlla|controllerà|deve|dovrà|può|puoi|potresti|per favore|manda|invia|prende) `,
  tasks: `
    (?:compito|azione|attività)(?: per|:)|da fare:|prossimi? pass[oi]`,
  risks: `
    rischi\\p{L}*|pericol\\p{L}+|(?:mi|ci) preoccupa\\p{L}*|(?:sono|siamo) preoccupat\\p{L}
    bloccat\\p{L}+|collo di bottiglia|in ritardo|fuori budget|(?:potrebbe|può) (?:fallire|ritardare|saltare|andare male)`,
  questions: `
    (?:chi|che cosa|cosa|quando|dove|perché|come|quanto|quanta|quanti|quante|quale|quali|a chi|per quando) \\p{L}+`,
  idle: `
    (?:no|vero|giusto|ok|okay|sì|d'accordo|va bene|davvero|come|scusa|cosa|domande|altro|tutto chiaro|capito)\\?
    come (?:stai|state|va)|mi (?:senti|sentite|vedi|vedete)|ci siamo tutti|cominciamo|iniziamo|come si (?:dice|chiama)`,
  accepts: `
    sì|certo|va bene|d'accordo|ok|okay|volentieri|nessun problema|perfetto|bene|ci penso|io|me ne`,
});
