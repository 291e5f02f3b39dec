/**
 * Given names that are common where the languages of `name-hints.ts` are spoken, in lower case and without accents. The
 * list need not be complete: it is asked only where a capital letter proves nothing, as in German, or where a thing may be
 * meant as well ("this is Berlin"). Names that are months, towns or nouns as well are left out on purpose.
 */
const givenNames: ReadonlySet<string> = new Set(
  `aaron abdul abigail achim ada adam adele adrian adriana agata agnes agnese agnieszka ahmed aileen aisha akira alain alan
  alba albert alberto aldo alejandra alejandro aleksandra alessandra alessandro alessia alessio alex alexander alexandra
  alexandre alexia alexis alfonso alfred alfredo ali alice alicia alina aline alison allan alma alois alvaro alwin amanda
  amandine amara amelia amelie amina amir amit amy ana anastasia anders andre andrea andreas andreia andres andrew angela
  angelica angelika angelo angus anika anita anja anke ann anna annabel anne annegret anneliese annette annika anouk anselm
  anthony antje antoine antoinette anton antonia antonio anya armin arne arthur artur arturo asha astrid audrey aurelie
  aurora axel ayse barbara bart bastian beate beatrice beatriz ben benedetta benedict benedikt benjamin benoit bernadette
  bernard bernd bernhard bettina bianca bjorn blanca bob boris brandon brenda brian brigitte britta bruce bruna bruno
  bryan caio camila camilla camille cara carina carl carla carlo carlos carlotta carmen carol carolin carolina caroline
  carsten catarina caterina catherine cathy cecile cecilia cedric celia celine cesar chantal charles charlotte chiara
  chloe chris christa christelle christiane christina christine christoph christophe christopher cindy clara claire claude
  claudia claudine claudio clemens clement colin conor constance cora cordula corinna corinne cornelia cristian cristiano
  cristina cynthia dagmar damien dan dana daniel daniela daniele danielle danilo daria dario dave david davide deborah
  debra deepak delphine denis denise dennis detlef diana diane didier diego dieter dietmar dilip dimitri dirk dmitri
  dolores dominic dominik dominique donald donna dora doris dorothea dorothee douglas duarte duncan dylan eberhard eckhard
  edgar edith edmund eduard eduardo edward edwin elaine elena eleonora eleonore elif elisa elisabeth elizabeth elke ella
  ellen elsa elvira emanuele emil emilia emilie emiliano emilio emily emma emmanuel enrico enrique enzo eric erica erich
  erik erika ernesto esteban estelle ester esteve esther eugen eva evan evelyn fabian fabien fabienne fabio fabiola fabrice
  fabrizio fatima fatma federica federico felicia felicitas felipe felix fernanda fernando filip filipa filippo finn fiona
  flavia flavio florian francesca francesco francine francis francisca francisco franck franco francois francoise frank
  franz franziska fred freddie frederic frederik frida friederike friedrich fritz gabi gabriel gabriela gabriele gabriella
  gaelle gareth gary gavin genevieve geoff george georg georges georgia gerald gerard gerd gerhard gerda gero gerry
  giacomo gianluca gianni giorgia giorgio giovanna giovanni gisela giulia giulio giuseppe gloria goncalo gordon gottfried
  graham greg gregor gregory greta gudrun guido guilherme guillaume guillermo gunnar gunther gunter gustav gustavo hannah
  hanna hannes hannelore hans harald harriet harry hartmut hassan heather hector hedwig heidi heike heiko heiner heinrich
  heinz helen helena helene helga helge helmut hendrik henning henri henrik henrike henrique henry herbert hermann herve
  hilda hilde hiroshi holger horst howard hubert hugo hugues ian ibrahim ida ignacio ilaria ilka ilona ilse ines inga ingeborg
  ingo ingrid inka inma irene irina irma isaac isabel isabella isabelle isadora ivan ivo jack jacob jacqueline jacques
  jaime jakob james jamie jan jana jane janet janine jasmin jason javier jean jeanette jeanne jeff jennifer jens jeremy
  jerome jessica jessie jill jim jimena jo joachim joana joanna joanne joao joaquin jochen joe joel johann johanna johannes
  john johnny jon jonas jonathan jorg jorge jose josef josefina joseph josephine josh joshua josue joyce juan juana judith
  judy jules julia julian juliana julie julien juliette julio julius jurgen jutta kai karen karim karin karina karl karla
  karsten katarina katarzyna kate katharina kathleen kathrin kathy katia katie katja katrin keith kelly ken kenji kerstin
  kevin kim kirsten klara klaus konrad konstantin krishna kristin kristina kurt kyle laetitia larissa lars laura laure
  laurence laurent lauren lea leah leandro lee leila lena leo leon leona leonardo leonie leopold leticia levi lia liam lidia
  liliana lina linda lisa lothar lou louis louisa louise luc luca lucas lucia luciana luciano lucie lucien lucy ludovic
  ludwig luigi luis luisa luise luiz lukas luke lutz lydia magda magdalena magali maik maja malte mandy manfred manon manu
  manuel manuela mara marc marcel marcela marcella marcello marcelo marcia marco marcos marcus mareike margaret margarethe
  margarida margarita margherita margit margot maria mariam mariana marianne marie marielle marija marina mario marion
  marisa marita marius mark marko markus marlene marlies marta martha martin martina martine mary massimo mateo mateus
  mathias mathieu mathilde matias matilde matt matteo matthew matthias matthieu maud maurice mauricio maurizio mauro max
  maxime maximilian maya mechthild megan mehmet melanie melinda melissa mercedes mia michael michaela michal michel michela
  michele micheline michelle miguel mika mikael mike mila milan milena mina mira miranda mirco miriam mirjam mirko mohamed
  mohammed moira moises monica monika monique moritz muhammad murat murielle mustafa myriam nadia nadine nadja nancy natalia
  natalie natascha natasha nathalie nathan neil nelson nicholas nick nico nicola nicolas nicole niels niklas nils nina noah
  noel noemi nora norbert norma nuno olaf ole oleg olga olivia olivier oliver omar orlando oscar oskar oswald otto pablo
  paola paolo pascal pascale patricia patricio patrick patrizia patty paul paula paulina pauline paulo pavel pedro peggy
  penelope peter petra phil philip philipp philippe phoebe pia pierre pieter pietro pilar priya quentin rachel rafael
  raffaele rahul raimund rainer raj ralf ralph ramon raphael raquel raul ravi raymond rebecca regina regine reiner reinhard
  renate renato rene renee reto rhys ricardo riccardo richard rick rita robert roberta roberto robin rocio rodrigo roger
  rogerio roland rolf romain roman rosa rosalie rosario rosemarie roswitha ruben rudi rudiger rudolf rui rupert ruth ryan
  sabina sabine sabrina sally salvatore sam samantha samir samuel sandra sandrine sandro sanjay santiago sara sarah sascha
  saskia scott sean sebastian sebastiano sebastien selena selina serena serge sergei sergio severin shane shannon sharon
  sheila sibylle sidonie siegfried sigrid silke silvana silvia silvio simon simona simone sina sofia sofie sonia sonja
  sophia sophie soren stefan stefania stefanie stefano steffen stella stephan stephane stephanie stephen steve steven
  stuart sue suresh susan susana susanna susanne suzanne sven svenja sybille sylvain sylvia sylvie tamara tania tanja tara
  tatiana tatjana ted telma teresa teresia thea theo theodor theresa therese thibault thierry thomas thorsten tiago tilman
  tim timo timothy tina tobias todd tom tomas tommaso tommy toni tony torben torsten tracy tristan trudy udo ulf uli ulrich
  ulrike ursula ute uwe valentin valentina valeria valerie valerio vanessa vera verena veronica veronika veronique vicente
  vicky victor viktor viktoria vincent vincenzo virginie vittoria vittorio vivian viviane volker walter waltraud wanda wendy
  werner wiebke wilfried wilhelm william willi winfried wolfgang xavier yann yannick yasmin yolanda yuki yusuf yves yvette
  yvonne zahra zoe`.split(/\s+/),
);

/** Whether this word is a common given name; case and accents do not count, and of `Jean-Luc` the first part does. */
export function isGivenName(word: string): boolean {
  const plain = word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return givenNames.has(plain) || givenNames.has(plain.split('-')[0]);
}
