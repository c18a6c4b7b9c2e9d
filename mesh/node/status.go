package node

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/words"
)

// Backing tells where the money of the home market is.
func (n *Node) Backing(ctx context.Context, _ BackingRequest) (BackingReply, error) {
	var b ledger.Backing
	var f ledger.Fund
	n.book.View(func(s *ledger.State) { b, f = s.Backing(n.home), s.Fund(n.home) })
	return BackingReply{b.Issued, b.Dormant, b.Active, b.Cashed, b.Cancelled, b.Expired, b.Vault, n.onChain(ctx), FundReply(f), n.borders(n.market())}, nil
}

// Status tells how this node is.
func (n *Node) Status(context.Context, StatusRequest) (StatusReply, error) {
	m, others := n.market(), n.others()
	reply := StatusReply{Market: m.Name, Epoch: m.Epoch, Stewards: len(m.Stewards), Needed: m.Quorum, Chain: n.chainName(),
		Steward: n.steward() != nil, Seat: n.seatNumber(m), Votes: n.votes(), Running: n.run.on.Load(),
		Clock: n.config.now().UTC().Format(time.RFC3339)}
	reply.From, reply.Fetch = n.from(), n.fetching()
	wired, radio := n.inReach(m, others)
	reply.Reach, reply.ByRadio = wired+radio, radio
	reply.Quorum = m.Quorum > 0 && reply.Reach >= m.Quorum
	for _, p := range others {
		if p.Connected {
			reply.Peers++
			reply.Behind, reply.Ahead = max(reply.Behind, p.Ahead), max(reply.Ahead, p.Behind)
		}
	}
	_, reply.DiskFree = n.config.room()
	n.book.View(func(s *ledger.State) {
		reply.Community, reply.Entries, reply.Forks = s.Community().String(), s.Held(), len(s.Forks())
		reply.Promised, reply.Backed = s.Waiting()
		if found := s.Founding(); found != nil {
			reply.Name = found.Name
		}
		if newest := s.Newest(); newest > 0 {
			reply.Newest = date(newest)
		}
	})
	if reply.Chain == "" {
		reply.Chain = "none"
	}
	reply.Wish = n.wish()
	list, err := n.waitsFor()
	reply.Awaited = stillAwaited(list)
	n.tellRoad(&reply)
	reply.Radios = n.radios()
	for _, p := range n.warnings() {
		reply.Warnings = append(reply.Warnings, string(p.Code))
		if p.Code == words.StateDiffers {
			reply.Differs = p.Args["name"]
		}
	}
	return reply, err
}

// fetching is the search for a checkpoint, or nil where none is under way.
func (n *Node) fetching() *FetchReply {
	n.run.roads.RLock()
	defer n.run.roads.RUnlock()
	if n.run.mesh == nil {
		return nil
	}
	if p, on := n.run.mesh.Searching(); on {
		return &FetchReply{p.Have, p.Size}
	}
	return nil
}

// tellRoad tells how the road to the chain is, as far as the last look saw, and whose approval is waited for.
func (n *Node) tellRoad(reply *StatusReply) {
	s, w, trouble := n.look.seen()
	switch {
	case trouble != nil:
		reply.Road, reply.RoadProblem = "closed", trouble
	case s.Runtime != nil:
		reply.Road, reply.Finalised = "open", s.Head.Number
	}
	reply.Read, reply.Unread = n.look.cursor()
	reply.Unsettled, _ = n.config.unsettled() // a file that cannot be read is told where it is needed
	if w != nil && w.needed() > 0 {
		reply.Waits, reply.WaitsNeeded = n.vaultNames(w.missing()), w.needed()
	}
}

// chainWarnings is what should be said of the road and the vault.
func (n *Node) chainWarnings() (list []*Problem) {
	n.look.telling.Lock()
	defer n.look.telling.Unlock()
	if n.look.trouble != nil && n.run.on.Load() {
		list = append(list, n.look.trouble)
	}
	if n.look.short {
		list = append(list, problem(words.VaultShort, nil))
	}
	if c := n.config.Chain; c != nil && len(c.Endpoints) > 0 && !c.enough() {
		list = append(list, problem(words.FewEndpoints, nil))
	}
	return list
}

// warnings are what should be said of this node whoever asks.
func (n *Node) warnings() (list []*Problem) {
	if off := n.clockOff(); off != nil {
		list = append(list, off)
	}
	if low := LowDisk(n.config); low != nil {
		list = append(list, low)
	}
	list = append(list, n.stewardWarnings()...)
	if w := n.wished.Load(); w != nil && n.late(w) {
		list = append(list, problem(words.WishLate, nil))
	}
	list = append(list, n.chainWarnings()...)
	switch held := n.held(); {
	case !n.synced():
		list = append(list, problem(words.NotSynced, nil))
	case held == seatRestored:
		list = append(list, problem(words.RestoredKey, nil))
	case held == seatUncompared && n.run.on.Load():
		list = append(list, problem(words.NotCompared, nil))
	}
	return list
}

// seatNumber is this machine's place among the stewards, from 1, or 0.
func (n *Node) seatNumber(m ledger.Market) int {
	voting := n.steward()
	if voting == nil {
		return 0
	}
	return 1 + slices.IndexFunc(m.Stewards, func(s entry.Seated) bool { return s.Voting == voting.Account() })
}

// inReach counts the stewards in reach: this one where he votes, those whose nodes are connected and say
// that they serve, and besides those whose words come by radio alone.
func (n *Node) inReach(m ledger.Market, others []PeerReply) (wired, radio int) {
	own, heard := n.steward(), n.inEar()
	for _, s := range m.Stewards {
		mine := own != nil && s.Voting == own.Account()
		near := slices.ContainsFunc(others, func(p PeerReply) bool {
			return p.Connected && p.Steward != nil && *p.Steward == s.Voting
		})
		switch {
		case mine && n.votes(), !mine && near:
			wired++
		case !mine && heard[ledger.Ref{Market: m.ID, Key: s.Voting}]:
			radio++
		}
	}
	return wired, radio
}

// inTouch says whether a quorum is in touch now. Who was heard by radio is in reach, and not in touch: what
// he knows may be a quarter of an hour old.
func (n *Node) inTouch() bool {
	m := n.market()
	wired, _ := n.inReach(m, n.others())
	return m.Quorum > 0 && wired >= m.Quorum
}

// How far a clock may be from the newest entry before it is said to be off: a day behind it,
// three years ahead of it.
const (
	clockBehind = 24 * 60 * 60
	clockAhead  = 3 * 366 * clockBehind
)

// clockOff is what should be said of a clock that is out of step with the newest entry; nil where it is not.
// No clock decides money; but dates on paper and in lists would be wrong.
func (n *Node) clockOff() *Problem {
	newest, now := int64(n.newest()), n.config.now()
	if newest == 0 || now.Unix() >= newest-clockBehind && now.Unix() <= newest+clockAhead {
		return nil
	}
	return problem(words.ClockOff, nil, "when", now.Format(time.RFC3339))
}

// Version is the program's version: of the module it was built from, else "development".
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development"
	}
	return info.Main.Version
}
