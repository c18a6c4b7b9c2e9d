package entry

// MaxVotes is how many votes one entry carries.
const MaxVotes = 2048

// VoteKind is what a steward says of an entry.
type VoteKind uint8

// The kinds of vote. A proposal is voted for in round one, its lock in round two.
const (
	QuorumOnly VoteKind = iota // counts towards a full certificate only
	Backed                     // counts towards a backed certificate too
	Proposal                   // round one of a decision
	Lock                       // round two of a decision
)

// Votes says which entries hold their slots. The order of its items numbers the handles that
// the air form uses.
type Votes struct{ Items []Vote }

// Vote is one item of Votes.
type Vote struct {
	Kind  VoteKind
	Entry Hash
}

// Kind is KindVotes.
func (*Votes) Kind() Kind { return KindVotes }

func (b *Votes) write(w *writer, _ MarketID) {
	w.uint(uint64(len(b.Items)))
	for _, v := range b.Items {
		w.byte(byte(v.Kind))
		w.hash(v.Entry)
	}
}

func (b *Votes) read(r *reader, _ MarketID) {
	n := r.count(1, MaxVotes, 1+HashSize)
	b.Items = make([]Vote, 0, n)
	for range n {
		v := Vote{Kind: VoteKind(r.byte()), Entry: r.hash()}
		r.check(v.Kind <= Lock, "unknown kind of vote")
		b.Items = append(b.Items, v)
	}
	r.check(distinct(b.Items), "a vote stands twice")
}
