import { cueList } from './cue-list.js';

export const spanish = cueList({
  decided: `
    (?:hemos|han|habíamos|se ha|ha|he) (?:decidido|acordado|elegido|resuelto|quedado en|aprobado|votado)
    (?:decidimos|acordamos|quedamos en|elegimos|resolvimos|aprobamos)
    (?:queda|está|quedó) (?:decidido|acordado|aprobado|confirmado)
    (?:la|nuestra) decisión(?: final)? (?:es|fue)
    decisión:|entonces quedamos
    (?:nos quedamos con|vamos a (?:usar|mantener|dejar|lanzar|posponer|cancelar|quedarnos|seguir) (?:con )?|mantenemos|seguimos con|optamos por|descartamos|aplazamos|posponemos|lanzamos)`,
  undecided: `
    (?:no|nunca|todavía no|aún no)(?: se)? (?:hemos|han|ha|está) (?:decidido|acordado|elegido|aprobado)
    (?:vamos a|tenemos que|hay que|debemos|vamos a|podemos|para|falta|deberíamos) (?:decidir|elegir|acordar)
    si (?:decidimos|acordamos|vamos|mantenemos)|quizás?|tal vez|a lo mejor|¿`,
  commits: `
    (?:yo )?(?:voy a|me encargo|me ocupo|lo hago|la hago|haré|enviaré|envío|mandaré|mando|escribiré|escribo|llamaré|llamo|prepararé|preparo|revisaré|reviso|preguntaré|pregunto|arreglaré|terminaré|termino|organizaré|organizo|hablaré|probaré|reservaré|reservo|actualizaré|contactaré|corregiré|buscaré|entregaré|subiré|traeré|compartiré|consultaré|comprobaré|pediré|daré)
    (?:yo )?(?:lo|la|los|las|le|les|te|os|se lo) (?:haré|enviaré|mandaré|llamaré|prepararé|revisaré|envío|mando|arreglaré)
    (?:yo )?puedo (?:ayudar|hacer|escribir|enviar|mandar|llamar|preparar|revisar|preguntar|organizar|probar|hablar|encargarme|ocuparme)`,
  declines: `
    no (?:voy|puedo|haré|enviaré|lo|la|me)|si (?:yo|voy|puedo|vamos|llamo|pregunto)
    voy a (?:ser|decir|estar|ver si|empezar|tener|pasar|poder)|me pregunto|te llamo la atención`,
  asks: `
    por favor
    (?:puedes|podrías|puede|podría|pueden|podrían|podéis|te encargas de|os encargáis de) (?!oír|escuchar|ver(?:me)?|oírme|escucharme|repetir|explicar|imaginar|ser |haber )\\p{L}+
    (?:tienes|tiene|tenéis|tienen) que|(?:debes|deberías|necesito que|quiero que|no olvides|no te olvides de|asegúrate)
    alguien puede`,
  obliges: `
    (?:vamos a|tenemos que|hay que|debemos|deberíamos|necesitamos|alguien tiene que|habrá que|falta)
    fecha límite|plazo|vence`,
  assigns: `
    (?:va a|se encarga|se ocupa|hará|enviará|mandará|prepara|preparará|llama|llamará|escribe|escribirá|revisa|revisará|tiene que|debe|puede|puedes|podrías|por favor|envía|manda) `,
  tasks: `
    (?:tarea|acción|pendiente)(?: para| es|:)|próximos? pasos?`,
  risks: `
    riesgos?|arriesgad\\p{L}+|peligr\\p{L}+|(?:me|nos) preocupa\\p{L}*|(?:estoy|estamos) preocupad\\p{L}+
    bloquead\\p{L}+|bloqueo|cuello de botella|retrasad\\p{L}+|con retraso|fuera de presupuesto|(?:podría|puede) (?:fallar|retrasar\\p{L}*|salir mal)`,
  questions: `
    ¿|(?:qué|quién|quiénes|cuándo|dónde|por qué|cómo|cuánto|cuánta|cuántos|cuántas|cuál|cuáles) \\p{L}+`,
  idle: `
    (?:no|vale|verdad|ok|okay|sí|de acuerdo|bien|en serio|cómo|qué|perdón|alguna pregunta|algo más|alguna duda|está claro)\\?
    (?:qué tal|cómo (?:estás|están|estáis|va))|me (?:oyes|oís|oyen|escuchas|escuchan|escucháis)|estamos todos|empezamos|cómo se (?:dice|llama)`,
  accepts: `
    sí|claro|vale|de acuerdo|por supuesto|ok|okay|perfecto|sin problema|bien|bueno|yo`,
});
