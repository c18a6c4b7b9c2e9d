package ledger

// Waiting counts the owned entries that are held and not final: those that are only promised, and
// those that are backed.
func (s *State) Waiting() (promised, backed int) {
	for n := range s.open {
		if n.level == Backed {
			backed++
		} else {
			promised++
		}
	}
	return promised, backed
}
