import { cueList } from './cue-list.js';

export const english = cueList({
  decided: `
    (?:we|i|they|the team|the board)(?:'ve| have| had)?(?: all| now| just| finally)? (?:decided|agreed|settled|chosen|chose|voted)
    (?:it's|it is|it was|that's|that is|was|is|are|were) (?:now )?(?:decided|agreed|settled|approved)
    (?:the|our|a|final|my) (?:final )?decision(?: here| now)? (?:is|was)
    decision:
    (?:let's|let us|we'll|we will|we're going to|we are going to|we're gonna|i say we) (?:all )?(?:go (?:with|for|ahead)|stick (?:with|to)|keep|drop|choose|pick|settle on|stay with|postpone|cancel|adopt|approve|use|ship|launch|release|skip|leave it)
    we(?:'re| are) going (?:with|for|ahead)
    (?:so|okay|ok|good|fine),? agreed
    agreed that
    approved`,
  undecided: `
    (?:not|never|n't)(?: been| yet| really)? (?:decided?|agreed?|settled?|chosen|approved?)
    (?:should|could|can|must|need to|have to|to|will|'ll|and|or|before we) decide
    (?:if|whether|until|unless|once|when) (?:we|it|they)(?:'re|'ve| have| has| is| are)? (?:all )?(?:decided?|agreed?|approved?|go|keep|use|drop)
    (?:do|did|have|has|are|is|shall|should|could|would|can) (?:we|it|they|you)
    what (?:did|have|was|is)
    maybe|perhaps|might|i (?:don't )?think we|i guess|keep in mind|use (?:it|that) for example`,
  commits: `
    (?:i'll|i will|i'm going to|i am going to|i'm gonna|i shall) (?!be |not |never |have |say |admit |need |want |see if |bet |let you |just say|tell you what|always |probably not|try not)\\p{L}+
    i can (?:also |certainly |definitely |gladly |quickly )?(?:help|do|take|write|send|check|prepare|look into|ask|call|fix|make|set up|draft|review|organi[sz]e|update|follow up|talk to|book|share|bring|test|finish|handle|own|cover|add|contact|run|schedule|arrange)
    let me (?:check|write|send|ask|call|fix|prepare|look into|follow up|draft|take (?:care|that on|this on)|set up|get back)
    i(?:'d| would) (?:take|be happy to|be glad to|volunteer)
    leave (?:it|that|this) (?:to|with) me
    (?:i'm|i am) on it|i(?:'ve| have) to (?:send|write|call|fix|prepare|check|finish|ask|talk to)
    i need to (?:send|write|call|fix|prepare|check|finish|ask|talk to|book|update)`,
  declines: `
    (?:i|we)(?:'ll| will| can)? (?:not|never)
    (?:won't|can't|cannot)
    if (?:i|we|you|they|it|he|she|somebody|the)(?:'ll| will|'re| are| is|\\p{L}*)
    unless|as if|(?:i|we)(?:'ll| will) (?:see|wait|move on|talk about|talk later|get to|come (?:to|back to)|go (?:through|on|over|first|next|ahead)|start with|be|miss|need|never|know|find out|end up|have|lose|get|run out)
    as i said|i told|people|the user|users|a user|you(?:'d| would| could| know)`,
  asks: `
    please(?! (?:go ahead|continue|note|wait|stop|don't))
    (?:can|could|would|will) (?:you|somebody|someone|anybody|one of you) (?!hear|see|imagine|say|tell me|explain|repeat|guess|believe|be |have |like |remember|think|also see|just say)(?:please |maybe |also |perhaps |just |quickly )?\\p{L}+
    (?:would you mind|i need you to|i want you to|i'd like you to|i would like you to|you need to(?! be)|you have to(?! be)|you should(?! be)|make sure (?:you|to|that you))
    (?:you're|you are) going to (?!be|see|have|need|like|get)\\p{L}+`,
  obliges: `
    (?:we|somebody|someone|one of us) (?:(?:need|needs|have|has|ought) to|must|should|will)
    (?:we'll|let's|let us)
    (?:needs|has|have) to be \\p{L}+
    (?:is|are) due
    deadline`,
  assigns: `
    (?:will|'ll|is going to|is gonna|should|has to|needs to|must|takes care|is responsible|takes|prepares|can|could you|would you|can you|please|to) `,
  tasks: `
    action items?(?: is| for| here|:)
    to-?do(?:s| item)?:
    (?:the )?next steps? (?:is|are|would be)
    homework(?: is)?
    (?:your|his|her|my|the) (?:task|job|assignment) (?:is|will be)
    follow-?up:`,
  risks: `
    (?:a|the|big|real|main|biggest|another|at|of) risks?
    risky|risk (?:is|that|of|here)
    (?:i'm|i am|we're|we are) (?:worried|concerned|afraid)
    (?:my|the|a|one|biggest|main) (?:concern|worry)
    (?:is|are|am|i'm|we're|still|remains?|get|gets|got) blocked|blocked (?:by|on)|blockers?|bottleneck
    (?:could|might|may) (?:slip|fail|break|be late|be delayed|go wrong|cost us|miss)
    behind schedule|over budget|out of budget|running out of|deadline is tight|won't make it|show ?stopper|at stake`,
  questions: `
    (?:what|why|who|whom|whose|when|where|which|how) (?!ever)(?:\\p{L}+)
    (?:is|are|was|were|do|does|did|has|have|can|could|should|shall|will|would) (?:we|you|they|it|he|she|i|there|this|that|the|anybody|anyone|somebody)`,
  idle: `
    (?:right|okay|ok|yeah|alright|really|you know|isn't it|aren't they|don't you think|does that make sense|make sense|you see|see|huh|sorry|pardon|what|is that right|is that it|is that okay|any questions|anything else|who's next|shall we start|shall we begin|can we start)\\?
    how are (?:you|things|we)
    can (?:you|everyone|everybody) (?:hear|see) (?:me|us|my|this|the)
    (?:are you|is everyone|is everybody|are we all) (?:there|here|ready|okay|ok)
    what was (?:that|i)|you know what i mean|what do you (?:mean|call)|how do you (?:say|call)|what's (?:it|that) called|what's the word`,
  accepts: `
    yes|yeah|yep|sure|ok|okay|of course|will do|fine|no problem|absolutely|certainly|all right|alright|i will|i'll|i can|right|good`,
});
