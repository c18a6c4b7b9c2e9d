package chain

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"

	"foirail/ledger"
	"foirail/ledger/entry"
	"foirail/ledger/keys"
)

// Past is what the entries of a book say of who has voted for what. The state forgets it, as no money hangs
// on it; people want to know it after an outage. It is for one report: make it of a state, read the book's
// entries, in any order, and give it to Reconcile.
type Past struct {
	seats map[ledger.Ref]seat
	items map[entry.Hash]*item
}

// seat is a voting key's place.
type seat struct {
	epoch uint32
	index int
}

// item is an owned entry; one whose kind is 0 has only been voted for.
type item struct {
	hash   entry.Hash
	author ledger.Ref
	seq    uint32
	prev   entry.Hash
	kind   entry.Kind
	amount int64
	coupon *ledger.CouponRef // of a redemption
	votes  []ballots
}

// ballots are the votes of an epoch's seats, one bit for each.
type ballots struct {
	market entry.MarketID
	epoch  uint32
	seats  uint16
}

// NewPast is a past in which nothing was read, of those who have seats.
func NewPast(s *ledger.State) *Past {
	p := &Past{map[ledger.Ref]seat{}, map[entry.Hash]*item{}}
	for _, m := range s.Markets() {
		for epoch := uint32(1); epoch <= m.Epoch; epoch++ {
			for i, seated := range s.Seats(m.ID, epoch) {
				r := ledger.Ref{Market: m.ID, Key: seated.Voting}
				if _, serves := p.seats[r]; !serves { // a key serves in one epoch; its first
					p.seats[r] = seat{epoch, i}
				}
			}
		}
	}
	return p
}

// Read takes one entry.
func (p *Past) Read(e *entry.Entry) {
	if votes, ok := e.Body.(*entry.Votes); ok {
		if at, seated := p.seats[ledger.Ref{Market: e.Market, Key: e.Author}]; seated {
			p.vote(e.Market, at, votes)
		}
		return
	}
	if !e.Kind().Owned() {
		return
	}
	x := p.item(e.Hash())
	x.author, x.seq, x.prev, x.kind = ledger.Ref{Market: e.Market, Key: e.Author}, e.Seq, e.Prev, e.Kind()
	switch body := e.Body.(type) {
	case *entry.Pay:
		x.amount = int64(body.Total())
	case *entry.Issue:
		x.amount = int64(body.Total())
	case *entry.Withdraw:
		x.amount = int64(body.Amount)
	case *entry.Redeem:
		x.coupon = &ledger.CouponRef{Series: body.Series, Serial: body.Serial}
	}
}

func (p *Past) item(h entry.Hash) *item {
	x := p.items[h]
	if x == nil {
		x = &item{hash: h}
		p.items[h] = x
	}
	return x
}

func (p *Past) vote(market entry.MarketID, at seat, votes *entry.Votes) {
	for _, v := range votes.Items {
		if v.Kind != entry.QuorumOnly && v.Kind != entry.Backed {
			continue
		}
		x := p.item(v.Entry)
		i := slices.IndexFunc(x.votes, func(b ballots) bool { return b.market == market && b.epoch == at.epoch })
		if i < 0 {
			i = len(x.votes)
			x.votes = append(x.votes, ballots{market: market, epoch: at.epoch})
		}
		x.votes[i].seats |= 1 << at.index
	}
}

// EpochReport is an epoch, and what its stewards have certified.
type EpochReport struct {
	Number    uint32   `json:"number"`
	Quorum    int      `json:"quorum"`
	Stewards  []Served `json:"stewards"`
	Certified Count    `json:"certified"`
}

// Served is a steward of an epoch: how much of what it certified has his vote, and how much was certified
// without him, as he was on the other side or not there.
type Served struct {
	Voting  keys.Account `json:"voting"`
	Vault   keys.Account `json:"vault"`
	Name    string       `json:"name"`
	Voted   Count        `json:"voted"`
	Without Count        `json:"without"`
}

// Unsettled is an entry that is not final.
type Unsettled struct {
	Entry  string       `json:"entry"`
	Author keys.Account `json:"author"`
	Kind   string       `json:"kind"`
	Amount int64        `json:"amount"`
	Level  string       `json:"level"` // promised, which is no money yet, or backed
	Votes  int          `json:"votes"` // the most that one epoch has given it
	Epoch  uint32       `json:"epoch"` // that has given these
}

// sides tells of each epoch of a market what it has certified, and what nobody has. Without a past it tells
// only who served.
func (p *Past) sides(s *ledger.State, id entry.MarketID, last uint32, lists Epochs) (epochs []EpochReport, otherwise Count, waiting []Unsettled) {
	epochs, waiting = []EpochReport{}, []Unsettled{}
	at := map[uint32]int{}
	if lists.Until > 0 {
		last = min(last, lists.Until)
	}
	for number := max(1, lists.Since); number <= last; number++ {
		at[number] = len(epochs)
		epochs = append(epochs, served(s, id, number))
	}
	for _, x := range p.of(id) {
		amount := x.worth(s)
		switch level := s.Level(x.hash); level {
		case ledger.Final:
			votes := x.certified(s, id)
			if votes == nil {
				otherwise.add(amount)
			} else if i, listed := at[votes.epoch]; listed {
				epochs[i].certify(votes.seats, amount)
			}
		case ledger.Promised, ledger.Backed:
			waiting = append(waiting, x.unsettled(id, level, amount))
		}
	}
	return epochs, otherwise, waiting
}

func served(s *ledger.State, id entry.MarketID, number uint32) EpochReport {
	seats := s.Seats(id, number)
	e := EpochReport{Number: number, Quorum: quorum(len(seats)), Stewards: []Served{}}
	for _, seated := range seats {
		e.Stewards = append(e.Stewards, Served{Voting: seated.Voting, Vault: seated.Vault, Name: s.StewardName(id, seated.Voting)})
	}
	return e
}

func quorum(seats int) int { return 2*((seats-1)/3) + 1 }

func (e *EpochReport) certify(seats uint16, amount int64) {
	e.Certified.add(amount)
	for i := range e.Stewards {
		if seats&(1<<i) != 0 {
			e.Stewards[i].Voted.add(amount)
		} else {
			e.Stewards[i].Without.add(amount)
		}
	}
}

// of lists the owned entries of a market, by author and slot.
func (p *Past) of(id entry.MarketID) (list []*item) {
	if p == nil {
		return nil
	}
	for _, x := range p.items {
		if x.kind != 0 && x.author.Market == id {
			list = append(list, x)
		}
	}
	slices.SortFunc(list, func(a, b *item) int {
		return cmp.Or(bytes.Compare(a.author.Key[:], b.author.Key[:]), cmp.Compare(a.seq, b.seq), bytes.Compare(a.hash[:], b.hash[:]))
	})
	return list
}

// worth is what an entry moves.
func (x *item) worth(s *ledger.State) int64 {
	if x.coupon != nil {
		return int64(s.Coupon(*x.coupon).Value)
	}
	return x.amount
}

// certified is the votes of the first epoch that gave an entry a full certificate; where what follows it
// has one, and it has none itself, of the first that voted for it; nil where none did.
func (x *item) certified(s *ledger.State, id entry.MarketID) (by *ballots) {
	full := func(b *ballots) bool {
		return bits.OnesCount16(b.seats) >= quorum(len(s.Seats(id, b.epoch)))
	}
	for i := range x.votes {
		b := &x.votes[i]
		switch {
		case b.market != id:
		case by == nil, full(b) && !full(by), full(b) == full(by) && b.epoch < by.epoch:
			by = b
		}
	}
	return by
}

func (x *item) unsettled(id entry.MarketID, level ledger.Level, amount int64) Unsettled {
	u := Unsettled{Entry: x.hash.String(), Author: x.author.Key, Kind: x.kind.String(), Amount: amount, Level: level.String()}
	for _, b := range x.votes {
		if n := bits.OnesCount16(b.seats); b.market == id && (n > u.Votes || n == u.Votes && b.epoch < u.Epoch) {
			u.Votes, u.Epoch = n, b.epoch
		}
	}
	return u
}
