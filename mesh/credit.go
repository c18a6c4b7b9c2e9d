package mesh

// A peer pays beforehand for the work that it makes: for each message, for each entry in one, and
// for each signature that is looked at for its sake. What the book takes of an author whom the
// ledger knows is worth more than it cost, so whoever brings that soon has as much credit as there
// is; who brings what is of no use waits for the ticks. A new stream is lent something from one
// purse for all, so that coming again on another is no way round.

// Price is what a message costs its sender, before anything is made of it but its form.
func Price(m Message) int {
	switch m := m.(type) {
	case *Frontier:
		return frontierCost
	case *Proof:
		return proofCost
	case *Seek:
		return seekCost
	case *Part:
		return 0 // one that was not asked for costs when that is seen
	case *Entries:
		return max(len(m.Full), messageCost)
	}
	return messageCost
}

// lend is the credit of a new peer.
func (y *Sync) lend() int {
	n := min(y.purse, firstCredit)
	y.purse -= n
	return n
}

// giveBack returns to the purse what a peer that goes has not used up.
func (y *Sync) giveBack(p *peer) {
	y.purse = min(y.purse+min(max(p.credit, 0), firstCredit), maxPurse)
}

// pays takes the price of looking at a signature, if the peer has it.
func (p *peer) pays() bool {
	if p.credit < checkCost {
		return false
	}
	p.credit -= checkCost
	return true
}

// earns rewards a peer for an entry of use.
func (p *peer) earns() { p.credit = min(p.credit+useWorth, maxCredit) }
