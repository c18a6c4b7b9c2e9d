package words

import "sort"

// Exit classes: what a command tells the shell.
const (
	ExitDone     = 0  // done, perhaps with a warning
	ExitFailed   = 1  // failed
	ExitUsage    = 2  // wrong use
	ExitRefused  = 3  // refused by the rules
	ExitLevel    = 4  // signed and sent, but the asked level was not reached in time
	ExitLocked   = 5  // locked, or a wrong passphrase
	ExitUnsigned = 6  // nothing was signed: no quorum, or no road in reach
	ExitBusy     = 7  // busy
	ExitBreach   = 10 // verify found a breach
)

// Sentence is what a person is told about a code, in one language.
type Sentence struct {
	What      string // what happened
	Safe      string // whether the money is safe
	Now       string // what to do now
	MoneySafe bool   // true when what happened moved, lost and endangered no money
	Exit      int    // exit class
}

// Fill puts the named arguments into the three texts.
func (s Sentence) Fill(args map[string]string) Sentence {
	s.What, s.Safe, s.Now = Fill(s.What, args), Fill(s.Safe, args), Fill(s.Now, args)
	return s
}

// problem is one row: the exit class, whether the money is safe, and the three texts.
type problem struct {
	exit      int
	moneySafe bool
	what      text
	safe      text
	now       text
}

// problems names every table of problems, one a topic.
var problems = []map[Code]problem{entryProblems, keyProblems, moneyProblems, amountProblems, couponProblems, sheetProblems, stewardProblems,
	diskProblems, machineProblems, meshProblems, councilProblems, forkProblems, recoverProblems, marketProblems, chainProblems, roadProblems, settleProblems, radioProblems,
	radioLawProblems, radioPortProblems, radioBoardProblems, radioNoticeProblems}

// Lookup gives the sentence for a code; a code that no table holds gets the sentence of [Internal].
func Lookup(code Code, lang Lang) Sentence {
	p, ok := find(code)
	if !ok {
		p, _ = find(Internal)
	}
	return Sentence{p.what.in(lang), p.safe.in(lang), p.now.in(lang), p.moneySafe, p.exit}
}

// Codes lists every code that has a sentence, sorted.
func Codes() []Code {
	var all []Code
	for _, table := range problems {
		for code := range table {
			all = append(all, code)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	return all
}

func find(code Code) (problem, bool) {
	for _, table := range problems {
		if p, ok := table[code]; ok {
			return p, true
		}
	}
	return problem{}, false
}
