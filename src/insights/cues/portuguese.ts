import { cueList } from './cue-list.js';

export const portuguese = cueList({
  decided: `
    (?:nós |a gente |eles |a equipe |a equipa )?(?:decidimos|decidiu|decidiram|acordamos|combinamos|combinámos|acordámos|escolhemos|aprovamos|aprovámos|definimos)
    (?:está|ficou|fica|foi) (?:então )?(?:decidido|combinado|acordado|aprovado|definido)
    (?:a|nossa) decisão(?: final)? (?:é|foi)|decisão:
    (?:mantemos|ficamos com|vamos (?:manter|ficar com|usar|lançar|adiar|cancelar|seguir com)|optamos por|descartamos|adiamos)`,
  undecided: `
    (?:não|nunca|ainda não) (?:decidimos|combinamos|escolhemos|foi decidido|está decidido|ficou decidido)
    (?:temos de|temos que|precisamos|vamos|falta|para|devemos|podemos) (?:de )?(?:decidir|escolher|definir)
    se (?:decidirmos|decidimos|vamos|ficarmos)|talvez|o que`,
  commits: `
    (?:eu )?(?:vou (?!ser|estar|dizer|ter|ver se|começar|passar|poder)\\p{L}+|farei|enviarei|mandarei|escreverei|ligarei|prepararei|verificarei|perguntarei|faço isso|trato disso|cuido disso|fico com|me encarrego|encarrego-me|envio|mando|escrevo|preparo|verifico)
    (?:eu )?posso (?:ajudar|fazer|escrever|enviar|mandar|ligar|preparar|verificar|perguntar|organizar|testar|falar|cuidar|tratar)
    deixa comigo|deixem comigo`,
  declines: `
    não (?:vou|posso|farei|envio)|se (?:eu|for|vou|ligar)|vou embora`,
  asks: `
    por favor|se faz favor
    (?:podes|podias|pode|poderia|podem|você pode|vocês podem|consegues|consegue) (?!me ouvir|ouvir|ver|repetir|explicar|imaginar|ser )\\p{L}+
    (?:tens de|tem de|tem que|têm de|precisas de|você precisa|deves|não te esqueças de|não esqueça de|preciso que)
    alguém pode`,
  obliges: `
    (?:vamos|temos de|temos que|precisamos|devemos|deveríamos|alguém tem de|alguém tem que|é preciso|falta)|prazo|data limite`,
  assigns: `
    (?:vai|trata|cuida|fica com|faz|fará|envia|enviará|manda|prepara|preparará|liga|ligará|escreve|verifica|tem de|tem que|deve|pode|podes|podias|por favor) `,
  tasks: `
    (?:tarefa|ação|pendência)(?: para|:)|próximos? passos?`,
  risks: `
    riscos?|arriscad\\p{L}+|perigo\\p{L}*|(?:me|nos) preocupa\\p{L}*|preocupa-(?:me|nos)|(?:estou|estamos) preocupad\\p{L}+
    bloquead\\p{L}+|gargalo|atrasad\\p{L}+|em atraso|fora do orçamento|(?:pode|poderia) (?:falhar|atrasar|dar errado|correr mal)`,
  questions: `
    (?:quem|o que|que|quando|onde|por que|porque|porquê|como|quanto|quanta|quantos|quantas|qual|quais) \\p{L}+`,
  idle: `
    (?:não|né|certo|ok|okay|sim|tá|está bem|verdade|como|o quê|desculpa|dúvidas|alguma pergunta|mais alguma coisa|está claro)\\?
    (?:tudo bem|como (?:vai|estás|está|estão))|(?:me ouve|me ouvem|ouvem-me|consegues ouvir|conseguem ouvir)|estão todos|vamos começar|podemos começar|como se (?:diz|chama)`,
  accepts: `
    sim|claro|está bem|tá bom|combinado|ok|okay|com certeza|sem problema|perfeito|bem|pode deixar|eu|deixa`,
});
