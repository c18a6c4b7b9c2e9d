package ledger

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"foirail/ledger/entry"
)

var seeds = flag.Int("sets", 150, "random sets of entries to hold the state against its slow twin")

// grown gives a set to a state as a core would, anew when a decision came late.
func grown(tw *town, set []*entry.Entry) *State {
	s := NewState(tw.found.Community)
	for _, e := range set {
		s.Add(e)
	}
	if s.stale {
		return Load(tw.found.Community, set)
	}
	return s
}

// I3: the same set of entries, in any order, with repeats, gives the same state; and it is the
// state that the slow twin finds. The sets are hostile: forks, contradicting stewards, votes
// before their entries, epochs decided late, coupons taken back and cashed.
func TestAnyOrderGivesTheSlowTwinsState(t *testing.T) {
	for seed := range *seeds {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		tw := newTown(t, entry.Policy{})
		set := hostileSet(tw, rnd)
		want := Slow(tw.found.Community, set)
		for range 4 {
			rnd.Shuffle(len(set), func(i, j int) { set[i], set[j] = set[j], set[i] })
			again := append(append([]*entry.Entry{}, set...), set[:len(set)/3]...)
			s := grown(tw, again)
			if err := s.AsAttested(); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			got := s.Summary()
			if !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Fatalf("seed %d: the state is not the slow twin's:\n%s", seed, diff(got, want))
			}
		}
		checkConservation(t, want)
	}
}

// diff names the parts in which two summaries differ.
func diff(got, want *Summary) string {
	var out string
	g, w := reflect.ValueOf(*got), reflect.ValueOf(*want)
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			out += fmt.Sprintf("%s\n got  %+v\n want %+v\n", g.Type().Field(i).Name, g.Field(i), w.Field(i))
		}
	}
	return out
}

// hostileSet is a set of entries without any manners, all well formed.
func hostileSet(tw *town, rnd *rand.Rand) []*entry.Entry {
	set := []*entry.Entry{tw.found}
	people := []string{"ana", "bob", "cyd"}
	stewards := []string{"steward", "s1", "s2", "s3", "s4"}
	var owned, series, proposals []*entry.Entry
	seen := map[entry.Hash]bool{} // redemptions written
	byAuthor := map[string][]*entry.Entry{"steward": {tw.found}}
	pick := func(list []*entry.Entry) *entry.Entry { return list[rnd.IntN(len(list))] }
	write := func(by string, body entry.Body) *entry.Entry {
		var prev *entry.Entry
		if list := byAuthor[by]; len(list) > 0 {
			prev = list[len(list)-1]
			if rnd.IntN(6) == 0 {
				prev = pick(list) // a fork
			}
		}
		tw.steady++
		e := tw.after(prev, by, body)
		byAuthor[by] = append(byAuthor[by], e)
		set = append(set, e)
		if e.Kind().Owned() {
			owned = append(owned, e)
		}
		return e
	}
	name := func() string { return people[rnd.IntN(len(people))] }
	north := founds(tw, "nora")
	abroad := []*entry.Entry{north} // nora's chain in a market of her own, and what others write there
	set = append(set, north)
	for range 70 {
		switch rnd.IntN(19) {
		case 16:
			v := &entry.ResolveAccount{From: uint32(1 + rnd.IntN(3))}
			for _, e := range owned {
				if rnd.IntN(4) == 0 {
					v.Listed = append(v.Listed, e.Hash())
				}
			}
			slices.SortFunc(v.Listed, func(a, b entry.Hash) int { return bytes.Compare(a[:], b[:]) })
			proposals = append(proposals, write(stewards[rnd.IntN(len(stewards))], &entry.Propose{Topic: entry.Topic{
				Kind: entry.TopicResolveAccount, Account: tw.key(name()).Account(), Attempt: uint32(rnd.IntN(2))}, Value: v}))
		case 17:
			if len(series) == 0 {
				continue
			}
			v := &entry.ResolveCoupon{}
			if rnd.IntN(2) == 0 && len(owned) > 0 {
				v.Winner = pick(owned).Hash()
			}
			proposals = append(proposals, write(stewards[rnd.IntN(len(stewards))], &entry.Propose{Topic: entry.Topic{
				Kind: entry.TopicResolveCoupon, Series: pick(series).Hash(), Number: uint32(1 + rnd.IntN(4))}, Value: v}))
		case 18:
			if len(proposals) == 0 {
				continue
			}
			by := name()
			tw.steady++
			e := tw.after(pick(proposals), by, tw.payBody(name(), entry.Amount(1+rnd.IntN(9)))) // goes on from a decision
			byAuthor[by] = append(byAuthor[by], e)
			owned, set = append(owned, e), append(set, e)
		case 14:
			e := tw.in(north.Market, nil, name(), tw.payBody(name(), entry.Amount(1+rnd.IntN(50))))
			if !seen[e.Hash()] {
				owned, set = append(owned, e), append(set, e)
			}
			seen[e.Hash()] = true
		case 15:
			var body entry.Body = deposits(tw, "air", name(), entry.Amount(1+rnd.IntN(3)))
			if len(owned) > 0 && rnd.IntN(3) > 0 {
				body = &entry.Votes{Items: []entry.Vote{{Kind: entry.VoteKind(rnd.IntN(4)), Entry: pick(owned).Hash()}}}
			}
			tw.steady++
			e := tw.in(north.Market, pick(abroad), "nora", body)
			abroad, set = append(abroad, e), append(set, e)
		case 0, 1, 2:
			b := tw.payBody(name(), entry.Amount(1+rnd.IntN(50)))
			if rnd.IntN(5) == 0 {
				b.Payees = append(b.Payees, entry.Payee{Market: entry.MarketID{8}, Account: tw.key(name()).Account(), Amount: 3})
			}
			write(name(), b)
		case 3:
			prefix := fmt.Sprint("series", len(series))
			series = append(series, write(name(), tw.issueBody(prefix, uint32(1+rnd.IntN(2)), 1, 2, 5)))
		case 4, 5:
			if len(series) == 0 {
				continue
			}
			from := 1 + rnd.IntN(4)
			ranges := []entry.Range{{From: from, To: min(from+rnd.IntN(2), 4)}}
			var body entry.Body = &entry.Activate{Series: pick(series).Hash(), Ranges: ranges}
			if rnd.IntN(3) == 0 {
				body = &entry.Cancel{Series: pick(series).Hash(), Ranges: ranges}
			}
			write(name(), body)
		case 6:
			if len(series) == 0 {
				continue
			}
			i := rnd.IntN(len(series))
			e := tw.redeem(series[i], fmt.Sprint("series", rnd.IntN(i+1)), 1+rnd.IntN(3), name())
			if !seen[e.Hash()] {
				owned, set = append(owned, e), append(set, e)
			}
			seen[e.Hash()] = true
		case 7:
			write(name(), &entry.Withdraw{Amount: entry.Amount(1 + rnd.IntN(9))})
		case 8:
			write(stewards[rnd.IntN(len(stewards))], &entry.Attest{Facts: []entry.Fact{
				&entry.Deposit{Note: fmt.Sprint(rnd.IntN(4)), Account: tw.key(name()).Account(), Amount: entry.Amount(100 + rnd.IntN(2))},
				cameIn(rnd.IntN(3), entry.Place{Block: uint32(rnd.IntN(3))}, tw.key(name()).Account(), entry.Amount(100+rnd.IntN(2))),
				&entry.Receipt{Batch: uint32(rnd.IntN(2)), Block: 7, Decision: entry.Hash{byte(rnd.IntN(2))}}}})
		case 9:
			b := tw.nextEpoch(uint32(2+rnd.IntN(2)), stewards[rnd.IntN(len(stewards))])
			if rnd.IntN(2) == 0 {
				b = tw.nextEpoch(uint32(2+rnd.IntN(2)), "s1", "s2", "s3", "s4")
			}
			by := stewards[rnd.IntN(len(stewards))]
			if rnd.IntN(4) == 0 {
				by = []string{"vault", "vault s1", "vault s2", "vault s3", "vault s4"}[rnd.IntN(5)]
				b.Value.(*entry.NextEpoch).Closed = []entry.Head{{Author: tw.key("steward").Account()}}
			}
			proposals = append(proposals, write(by, b))
			if by != "vault" && len(b.Value.(*entry.NextEpoch).Closed) > 0 && rnd.IntN(2) == 0 {
				for _, other := range []string{"vault s1", "vault s2", "vault s3"} {
					proposals = append(proposals, write(other, b))
				}
			}
		case 10:
			if len(series) > 0 {
				proposals = append(proposals, write(stewards[rnd.IntN(len(stewards))], &entry.Propose{
					Topic: entry.Topic{Kind: entry.TopicExpire, Series: pick(series).Hash()},
					Value: &entry.Expire{Returned: []entry.Range{{From: 1, To: 1 + rnd.IntN(4)}}}}))
			}
		default:
			if len(owned) == 0 {
				continue
			}
			b := &entry.Votes{}
			for _, e := range owned[rnd.IntN(len(owned)):] {
				if rnd.IntN(3) > 0 {
					b.Items = append(b.Items, entry.Vote{Kind: entry.VoteKind(rnd.IntN(2)), Entry: e.Hash()})
				}
			}
			for _, e := range proposals {
				if rnd.IntN(2) == 0 {
					b.Items = append(b.Items, entry.Vote{Kind: entry.Proposal + entry.VoteKind(rnd.IntN(2)), Entry: e.Hash()})
				}
			}
			if len(b.Items) > 0 {
				write(stewards[rnd.IntN(len(stewards))], b)
			}
		}
	}
	// Some of it never arrives.
	rnd.Shuffle(len(set)-1, func(i, j int) { set[i+1], set[j+1] = set[j+1], set[i+1] })
	return set[:len(set)-rnd.IntN(8)]
}

// checkConservation fails the test unless money is conserved.
func checkConservation(t *testing.T, sum *Summary) {
	t.Helper()
	if err := sum.Conserved(); err != nil {
		t.Error(err)
	}
}
