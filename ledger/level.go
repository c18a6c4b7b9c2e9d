package ledger

import "fmt"

// Level is what a person may rely on.
type Level uint8

// The levels, lowest first.
const (
	Unknown  Level = iota // not held
	Promised              // signed by its author, not yet money
	Backed                // counts, and the fund pays if it proves a double spend
	Final                 // cannot be undone while at most f stewards cheat
	Settled               // Ğ1 on the chain
)

var levelNames = [...]string{"unknown", "promised", "backed", "final", "settled"}

// String is the level's word, as commands and JSON have it.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return "unknown"
}

// ParseLevel reads a level's word.
func ParseLevel(word string) (Level, error) {
	for l, name := range levelNames {
		if l > 0 && name == word {
			return Level(l), nil
		}
	}
	return Unknown, fmt.Errorf("no level is called %q", word)
}
