package words

import "sort"

// sayings names every table of things that are shown or printed, one a topic. Keys begin with the name of their topic and a dot.
var sayings = []map[string]text{stateSayings, levelSayings, sheetSayings, paperSayings, promptSayings, doneSayings, headSayings,
	demoSayings, outageSayings, usageSayings, terminalSayings, helpSayings, flagSayings, meshSayings, forkSayings, stewardSayings, inviteSayings, recoverSayings, marketSayings,
	chainSayings, vaultSayings, settleSayings, reportSayings, roadHelp, radioSayings, planSayings}

// Say gives the text of a key in one language, with its arguments filled in, names and values in turn. A key that no table holds is given back as
// it is, so that it is seen.
func Say(lang Lang, key string, args ...string) string {
	t, ok := saying(key)
	if !ok {
		return key
	}
	return Fill(t.in(lang), Named(args...))
}

// Has tells whether a key has a text.
func Has(key string) bool {
	_, ok := saying(key)
	return ok
}

// Keys lists every key that has a text, sorted.
func Keys() []string {
	var all []string
	for _, table := range sayings {
		for key := range table {
			all = append(all, key)
		}
	}
	sort.Strings(all)
	return all
}

func saying(key string) (text, bool) {
	for _, table := range sayings {
		if t, ok := table[key]; ok {
			return t, true
		}
	}
	return text{}, false
}
