import { cueList } from './cue-list.js';

export const polish = cueList({
  decided: `
    (?:zdecydowaliśmy|zdecydowałyśmy|postanowiliśmy|ustaliliśmy|uzgodniliśmy|wybraliśmy|zatwierdziliśmy|zdecydowano|ustalono|postanowiono|uzgodniono)
    (?:jest|zostało|mamy) (?:więc |już )?(?:zdecydowane|ustalone|postanowione|uzgodnione|zatwierdzone)
    (?:decyzja|nasza decyzja)(?: jest taka| jest|:)
    (?:zostajemy przy|zostawiamy|wybieramy|bierzemy|używamy|odkładamy|rezygnujemy z|trzymamy się|przesuwamy|wypuszczamy|wdrażamy)`,
  undecided: `
    (?:nie|jeszcze nie|nigdy nie) (?:zdecydowaliśmy|ustaliliśmy|postanowiliśmy|wybraliśmy|zostało|jest)
    (?:musimy|trzeba|powinniśmy|możemy|chcemy|mamy) (?:\\p{L}+ ){0,3}(?:zdecydować|ustalić|wybrać|postanowić)
    (?:czy|jeśli|jeżeli|zanim)|może`,
  commits: `
    (?:ja )?(?:zrobię|wyślę|napiszę|zadzwonię|przygotuję|sprawdzę|zapytam|naprawię|poprawię|skończę|zorganizuję|porozmawiam|zarezerwuję|przetestuję|zaktualizuję|zajmę się|wezmę|załatwię|przyniosę|prześlę|dodam|skontaktuję się|umówię|dopilnuję|dostarczę|podeślę|ogarnę|przekażę|spiszę|przejrzę|dowiem się)
    (?:ja )?(?:to|ci|wam|go|ją|je|im|jej|mu) (?:zrobię|wyślę|napiszę|przygotuję|sprawdzę|prześlę|podeślę|załatwię)
    mogę (?:\\p{L}+ )?(?:pomóc|zrobić|napisać|wysłać|zadzwonić|przygotować|sprawdzić|zapytać|przetestować|się (?:tym )?zająć)
    będę (?:pisać|dzwonić|sprawdzać|testować)`,
  declines: `
    nie (?:zrobię|wyślę|napiszę|zadzwonię|mogę|wezmę|zapytam)|(?:jeśli|jeżeli|gdy|kiedy|jak) \\p{L}+ę|czy (?:zrobię|mogę|wyślę)`,
  asks: `
    proszę(?! (?:bardzo|państwa|mówić|kontynuować))
    (?:możesz|mógłbyś|mogłabyś|możecie|moglibyście|czy możesz|czy możecie|może pan|może pani) (?!mnie słyszeć|powtórzyć|wyjaśnić|sobie)\\p{L}+
    (?:musisz|musicie|powinieneś|powinnaś|pamiętaj|nie zapomnij|upewnij się)|czy ktoś może|ktoś może`,
  obliges: `
    (?:musimy|trzeba|powinniśmy|należy|ktoś musi|potrzebujemy|warto)|termin|najpóźniej`,
  assigns: `
    (?:zrobi|wyśle|napisze|zadzwoni|przygotuje|sprawdzi|zapyta|naprawi|zajmie się|weźmie|załatwi|musi|powinien|powinna|ma|może|możesz|mógłbyś|mogłabyś|czy możesz|proszę|prześlij|wyślij|przygotuj|zadzwoń|napisz) `,
  tasks: `
    zadanie(?: dla|:)|do zrobienia:|następn\\p{L}+ krok\\p{L}*`,
  risks: `
    ryzyk\\p{L}+|zagroż\\p{L}+|niebezpiecz\\p{L}+|(?:martwię|martwimy|obawiam|obawiamy) się|zablokowan\\p{L}+|wąskie gardło|opóźni\\p{L}+|spóźni\\p{L}+|ponad budżet|(?:może|mogłoby) (?:się nie udać|nie wypalić)`,
  questions: `
    (?:kto|komu|kogo|co|kiedy|gdzie|dlaczego|czemu|jak|ile|który|która|które|czy|na kiedy) \\p{L}+`,
  idle: `
    (?:tak|prawda|dobrze|ok|okej|co|nie|serio|naprawdę|jasne|przepraszam|jakieś pytania|coś jeszcze|rozumiesz|rozumiecie)\\?
    (?:jak się (?:masz|macie|nazywa|mówi)|co słychać)|(?:słyszysz|słyszycie|widzisz|widzicie) mnie|czy (?:mnie|wszyscy) (?:słychać|słyszycie|są)|czy możemy zaczynać|zaczynamy`,
  accepts: `
    tak|jasne|pewnie|dobrze|dobra|okej|ok|oczywiście|nie ma problemu|w porządku|zrobię|ja`,
});
