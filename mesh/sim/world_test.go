package sim

import (
	"errors"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
)

var (
	seeds    = flag.Int("seeds", 24, "worlds of four stewards; a tenth as many of seven")
	firstOne = flag.Uint64("seed", 1, "the first seed")
	size     = flag.Int("stewards", 0, "only worlds of this many stewards")
	chained  = flag.Bool("chain", false, "every world has a chain")
)

// happens is what must have happened at least once over the default seeds.
var happens = []string{
	"checkpoint: begun with over the mesh", "checkpoint: pruned", "fault: a disk lost", "cut: drawn", "cut: seconded",
	"heard: seek", "heard: part",
	"I3: a set in another order", "I12: a node of a snapshot", "I12: compared", "backed: an entry", "vote: backed", "vote: quorum-only", "vote: raised to backed",
	"vote: proposal", "vote: lock",
	"cheat: another branch", "cheat: one coupon cashed by two", "cheat: paid twice", "cheat: paid twice across a cut",
	"cheat: the same payment signed again",
	"crash: after a step was written", "crash: amid sending", "crash: at once", "crash: before a step was written",
	"decided: epoch", "decided: expire", "decided: resolve account", "decided: resolve coupon",
	"decision: a lock carried to another view", "decision: a view given up", "decision: proposal in view 0",
	"decision: proposal in view 1", "decision: proposal in view 2",
	"epoch: closed by a steward", "epoch: closed with a lock open", "epoch: planned, with another policy",
	"epoch: planned, with new keys", "epoch: planned, with one swapped",
	"fault: a cut in two or more", "fault: a cut one way", "fault: a disk rolled back, and said so",
	"fault: a link that flaps", "fault: links held up and let go in another order",
	"fault: messages are late and out of order", "fault: messages come twice, or damaged", "fault: messages get lost",
	"final: activate", "final: cancel", "final: issue", "final: link", "final: pay", "final: redeem", "final: withdraw",
	"heard: beacon", "heard: bye", "heard: entries", "heard: frontier", "heard: gone", "heard: hello", "heard: want",
	"link: bad signature", "link: garbled", "link: held up", "link: lost", "link: lost to a cut", "link: out of order",
	"link: repeated", "motion: made", "people: a payment beyond means", "people: a payment on advance",
	"people: went on from the end of a dispute", "stream: broken",
	"no vote: the account has signed two entries for one slot", "no vote: the balance does not cover it",
	"no vote: the coupon is cashed", "no vote: the coupon is not active", "no vote: the entry before it is not certified",
	"no vote: this steward has voted for another entry in the slot",
	"no vote: too few stewards of an earlier epoch have closed",
	"press: a world with a league", "press: backed in secret", "press: closed as if nothing were",
	"press: room taken from each steward",
	"traitor: asks for another view", "traitor: attests a lie", "traitor: closes, and goes on",
	"traitor: forks his own chain", "traitor: keeps a word back", "traitor: proposes two values",
	"traitor: says nothing", "traitor: speaks late", "traitor: votes for all", "traitor: votes for what nobody has",
	"traitor: votes in both rounds at once",
}

// happensOnChain is what must have happened in worlds with a chain.
var happensOnChain = []string{
	"chain: a world with a chain", "chain: a deposit is final", "chain: a deposit that names somebody", "chain: a withdrawal is paid",
	"chain: a fork that loses", "chain: a fork that wins", "chain: an empty block", "chain: nothing becomes final for a while",
	"chain: an extrinsic came twice", "chain: an extrinsic got lost", "chain: an extrinsic is late", "chain: an old extrinsic sent again",
	"chain: batch ran: open", "chain: batch ran: pay", "chain: batch ran: hand over", "chain: a vault swept",
	"crash: with what was signed not kept", "crash: with what was signed kept, and not sent",
	"crash: with what was signed sent, and nothing heard",
	"forger: a deposit told wrong", "forger: a receipt of what has not run", "forger: sent late what was signed",
	"forger: signed for what has not run", "forger: signed for what has run", "forger: signed what nobody decided",
	"lookout: attested a deposit", "lookout: attested a receipt", "lookout: read again for what was not watched for",
	"lookout: the road is closed", "pen: approved", "pen: opened", "pen: ran", "pen: sent again", "pen: somebody lends what is lacking",
	"people: a withdrawal to an account that is not there", "people: a withdrawal to the vault",
	"road: a node that lies about what it was sent", "road: broke off amid questions", "road: closed", "road: opened",
	"road: to a node that is behind", "I9: the vaults to the cent",
	"chain: a stray is final", "chain: a stray is sent back",
}

// seldom is what happens in one world of a hundred or so: it is asked of long runs only.
var seldom = []string{"press: within a tenth of F", "press: within a tenth of L"}

// Whatever happens, the promises hold. The counts tell what did happen; -v prints them.
func TestWorld(t *testing.T) {
	var list []Options
	for i := range *seeds {
		if *size == 0 || *size == 4 {
			list = append(list, Options{Seed: *firstOne + uint64(i), Stewards: 4, Chain: *chained})
		}
		if *size == 7 || *size == 0 && i%10 == 0 {
			list = append(list, Options{Seed: *firstOne + uint64(i), Stewards: 7, Chain: *chained})
		}
	}
	counts, entries, faults := Counts{}, 0, 0
	var near nearest
	for i, r := range runAll(t, list) {
		if r.err != nil {
			complain(t, list[i], r.err)
			continue
		}
		counts.Add(r.report.Counts)
		entries, faults = entries+r.report.Entries, faults+r.report.Faults
		near.add(r.report.Nearest)
	}
	t.Logf("%d worlds, %d entries, %d faults; open at most %v\n%v", len(list), entries, faults, near, counts)
	expected := happens
	if counts["chain: a world with a chain"] >= 20 {
		expected = slices.Concat(happens, happensOnChain)
	}
	if *seeds >= 400 {
		expected = slices.Concat(expected, seldom)
	}
	if missing := counts.Missing(expected); *seeds >= 24 && *size == 0 && len(missing) > 0 && !t.Failed() {
		t.Errorf("never happened in %d worlds: %q", len(list), missing)
	}
}

type outcome struct {
	report Report
	err    error
}

// complain tells the first breach in full, and the others in a line.
func complain(t *testing.T, o Options, err error) {
	t.Helper()
	var breach *Breach
	if t.Failed() && errors.As(err, &breach) {
		t.Errorf("also %s: %s (%s)", breach.Invariant, breach.What, o.replay())
		return
	}
	t.Errorf("seed %d, %d stewards: %v", o.Seed, o.Stewards, err)
}

// runAll lets worlds happen, as many at a time as there are cores; each is one goroutine.
func runAll(t *testing.T, list []Options) []outcome {
	t.Helper()
	done := make([]outcome, len(list))
	next := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				if done[i].report, done[i].err = Run(list[i]); done[i].err != nil {
					t.Logf("broken: %s", list[i].replay()) // long before the last world is over
				}
			}
		})
	}
	for i := range list {
		next <- i
		if i > 0 && i%100 == 0 {
			t.Logf("world %d of %d", i, len(list))
		}
	}
	close(next)
	group.Wait()
	return done
}

// happensByRadio is what must have happened in worlds whose villages are joined by radio.
var happensByRadio = []string{
	"air: sent", "air: heard", "air: lost", "air: collided", "air: deaf", "air: garbled", "air: repeated", "air: villages in a line", "air: a world with less airtime",
	"air: said when little airtime was left", "air: a beacon of one that lacks numbers",
	"checkpoint: begun with over the mesh", "checkpoint: pruned", "fault: a disk lost", "fault: a disk rolled back, and said so",
	"fault: a cut in two or more", "fault: a cut one way", "crash: before a step was written", "crash: after a step was written",
	"I3: from a checkpoint", "decided: epoch", "cheat: paid twice across a cut",
	"press: a world with a league", "press: backed in secret", "press: closed as if nothing were", "press: room taken from each steward",
}

// villages is a world of two or three villages, by its seed: a seed is one world, alone too.
func villages(seed uint64) Options {
	return Options{Seed: seed, Stewards: 4, Villages: 3 - int(seed%2), Entries: 100, Line: seed%4 == 2, League: seed%4 == 3}
}

// Two and three villages that nothing but radios join: the promises hold there too, and all come to hold
// the same.
func TestVillages(t *testing.T) {
	var list []Options
	for i := range max(2, *seeds/6) {
		list = append(list, villages(*firstOne+uint64(i)))
	}
	counts, bytes, entries, faults := Counts{}, 0, 0, 0
	for i, r := range runAll(t, list) {
		if r.err != nil {
			complain(t, list[i], r.err)
			continue
		}
		counts.Add(r.report.Counts)
		bytes, entries, faults = bytes+r.report.Bytes, entries+r.report.Entries, faults+r.report.Faults
	}
	t.Logf("%d worlds, %d entries, %d faults, %d bytes\n%v", len(list), entries, faults, bytes, counts)
	if missing := counts.Missing(happensByRadio); len(missing) > 0 && *seeds >= 24 && !t.Failed() {
		t.Errorf("never happened in %d worlds: %q", len(list), missing)
	}
}

// One seed is one world.
func TestSameSeedSameWorld(t *testing.T) {
	o := Options{Seed: 7, Stewards: 4, Entries: 120}
	one, err := Run(o)
	if err != nil {
		t.Fatal(err)
	}
	two, err := Run(o)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(one) != fmt.Sprint(two) {
		t.Errorf("two worlds of one seed:\n%v\n%v", one, two)
	}
	o.Chain = true
	one, err = Run(o)
	if err != nil {
		t.Fatal(err)
	}
	if two, err = Run(o); err != nil || fmt.Sprint(one) != fmt.Sprint(two) {
		t.Errorf("two worlds of one seed with a chain:\n%v\n%v %v", one, two, err)
	}
	o = villages(5)
	one, err = Run(o)
	if err != nil {
		t.Fatal(err)
	}
	if two, err = Run(o); err != nil || fmt.Sprint(one) != fmt.Sprint(two) {
		t.Errorf("two worlds of one seed with radios:\n%v\n%v %v", one, two, err)
	}
}

// breaks asks that a defect is found, and by which promise.
func breaks(t *testing.T, o Options, tries int, want ...string) {
	t.Helper()
	for i := range tries {
		o.Seed = uint64(i + 1)
		_, err := Run(o)
		var breach *Breach
		if !errors.As(err, &breach) {
			continue
		}
		for _, invariant := range want {
			if breach.Invariant == invariant {
				return
			}
		}
		t.Fatalf("seed %d broke %v", o.Seed, breach)
	}
	t.Errorf("nothing broke in %d worlds, and %v should", tries, want)
}

// A node that sends before it has written forks when it is stopped in between.
func TestSpeakingFirstIsFound(t *testing.T) {
	breaks(t, Options{Stewards: 4, mutant: speaksFirst}, 10, "I8", "I2")
}

// A steward who votes on with an old copy of his disk votes twice.
func TestForgettingIsFound(t *testing.T) {
	breaks(t, Options{Stewards: 4, mutant: forgetful}, 20, "I8", "I2")
}

// Batches that leave no marker are paid twice by people who forget what they have signed for.
func TestUnmarkedBatchesAreFound(t *testing.T) {
	breaks(t, Options{Stewards: 4, Chain: true, mutant: unmarked}, 10, "I9")
}

// Money that nobody brought is missed, one unit of it.
func TestMiscountingIsFound(t *testing.T) {
	breaks(t, Options{Stewards: 4, mutant: miscounts}, 3, "I1")
}

// A radio that sends as much as it likes is found to break the law.
func TestLawlessRadiosAreFound(t *testing.T) {
	breaks(t, Options{Stewards: 4, Villages: 2, Entries: 100, mutant: lawless}, 3, "airtime")
}
