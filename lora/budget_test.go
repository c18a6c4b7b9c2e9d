package lora

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bench is a machine with a card and a clock of its own.
type bench struct {
	t      *testing.T
	path   string
	now    Moment
	budget *Budget
}

func newBench(t *testing.T) *bench {
	b := &bench{t: t, path: filepath.Join(t.TempDir(), "airtime"), now: Moment{Boot: "first", Up: time.Minute}}
	b.start()
	return b
}

// start opens the budget again, as after a crash: nothing was closed in order.
func (b *bench) start() {
	b.t.Helper()
	var err error
	b.budget, err = OpenBudget(BudgetConfig{Path: b.path, Duty: 1000, Now: func() Moment { return b.now }})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { b.budget.Close() })
}

// spendAll spends frames until the budget refuses.
func (b *bench) spendAll(frame time.Duration) (spent time.Duration) {
	b.t.Helper()
	for {
		err := b.budget.Spend(frame)
		var none *NoAirtime
		if errors.As(err, &none) {
			return spent
		}
		if err != nil {
			b.t.Fatal(err)
		}
		spent += frame
	}
}

func TestABudgetStopsBeforeTheLawDoes(t *testing.T) {
	b := newBench(t)
	if got := b.spendAll(482 * time.Millisecond); got > limit || got < limit-482*time.Millisecond {
		t.Errorf("spent %v of %v", got, limit)
	}
	if left := b.budget.Left(); left >= 482*time.Millisecond {
		t.Errorf("left %v", left)
	}
}

// However often the machine crashes and starts, no window of an hour holds more than the limit.
func TestNoRestartMakesAirtimeAnew(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(seed, 1))
	b := newBench(t)
	var now time.Duration // true time, which nobody here knows
	type sent struct{ at, airtime time.Duration }
	var all []sent
	for range 1200 {
		step := time.Duration(rng.Int64N(int64(2 * time.Minute)))
		now, b.now.Up = now+step, b.now.Up+step
		switch rng.IntN(20) {
		case 0:
			b.start()
		case 1: // a power cut of unknown length
			off := time.Duration(rng.Int64N(int64(20 * time.Minute)))
			now, b.now = now+off, Moment{Boot: b.now.Boot + "'", Up: 0}
			b.start()
		}
		airtime := time.Duration(rng.Int64N(int64(20 * time.Second)))
		if b.budget.Spend(airtime) == nil {
			all = append(all, sent{now, airtime})
		}
		var window time.Duration
		for i := len(all) - 1; i >= 0 && all[i].at > now-time.Hour; i-- {
			window += all[i].airtime
		}
		if window > limit {
			t.Fatalf("seed %d: %v on the air in one hour", seed, window)
		}
	}
	if len(all) < 200 {
		t.Errorf("seed %d: only %d frames went out", seed, len(all))
	}
}

// A crash costs at most one reservation.
func TestACrashCostsLittle(t *testing.T) {
	b := newBench(t)
	if err := b.budget.Spend(time.Second); err != nil {
		t.Fatal(err)
	}
	b.start()
	if used := b.budget.Used(); used < time.Second || used > limit/chunks {
		t.Errorf("used %v after a crash", used)
	}
}

// writes counts how often the file changed while frames are spent.
func TestFewWrites(t *testing.T) {
	b := newBench(t)
	frames, before := 0, b.budget.file.seq
	for range 60 {
		for range 10 {
			if b.budget.Spend(482*time.Millisecond) == nil {
				frames++
			}
		}
		b.now.Up += time.Minute
	}
	if writes := b.budget.file.seq - before; writes > 60 || frames < 590 {
		t.Errorf("%d writes for %d frames", writes, frames)
	}
}

func TestDamageCountsAsSpent(t *testing.T) {
	for name, c := range map[string]struct {
		harm func(path string) error
		used time.Duration
	}{
		"emptied":   {func(p string) error { return os.Truncate(p, 0) }, limit},
		"nonsense":  {func(p string) error { return os.WriteFile(p, make([]byte, 2*tallySlot), 0o600) }, limit},
		"one place": {func(p string) error { return scribble(p, 0) }, limit / chunks},
		"the other": {func(p string) error { return scribble(p, tallySlot) }, limit / chunks},
	} {
		b := newBench(t)
		if err := c.harm(b.path); err != nil {
			t.Fatal(err)
		}
		b.start()
		if used := b.budget.Used(); used != c.used {
			t.Errorf("%s: used %v, want %v", name, used, c.used)
		}
		if err := b.budget.Spend(time.Second); (err == nil) != (c.used < limit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func scribble(path string, at int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteAt([]byte{0xFF}, at+20)
	return err
}

// A disk that cannot be written stops the sending.
func TestWhatIsNotWrittenIsNotSpent(t *testing.T) {
	b := newBench(t)
	b.budget.file.close()
	var none *NoAirtime
	if err := b.budget.Spend(time.Second); err == nil || errors.As(err, &none) {
		t.Errorf("spent without a disk: %v", err)
	}
}

// unsure is a disk that takes bytes, and may fail to keep them.
type unsure struct {
	disk
	fails bool
	calls []string
}

func (u *unsure) WriteAt(p []byte, at int64) (int, error) {
	u.calls = append(u.calls, "write")
	return u.disk.WriteAt(p, at)
}

func (u *unsure) Sync() error {
	u.calls = append(u.calls, "sync")
	if u.fails {
		return errors.New("no")
	}
	return nil
}

// Airtime is not there to be spent before the disk has said that it keeps what it was told.
func TestSyncedBeforeItIsSpent(t *testing.T) {
	b := newBench(t)
	card := &unsure{disk: b.budget.file.file}
	b.budget.file.file = card
	if err := b.budget.Spend(time.Second); err != nil || strings.Join(card.calls, " ") != "write sync" {
		t.Errorf("%v, after %v", err, card.calls)
	}
	card.fails = true
	b.now.Up += time.Minute
	used := b.budget.Used()
	if err := b.budget.Spend(time.Second); err == nil || b.budget.Used() != used {
		t.Errorf("spent on a disk that keeps nothing: %v", err)
	}
}

func TestOneSubBandHasOneBudget(t *testing.T) {
	budgets := NewBudgets(t.TempDir(), 0)
	defer budgets.Close()
	region, _ := RegionByName("EU868")
	p, _ := region.Band(869_525_000, 125_000)
	m, _ := region.Band(868_300_000, 125_000)
	first, err := budgets.For("EU868", p)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := budgets.For("eu868", p); again != first {
		t.Error("a second budget for one sub-band")
	}
	if other, err := budgets.For("EU868", m); err != nil || other == first || other.Limit() != 32400*time.Millisecond {
		t.Errorf("band M: %v, %v", other.Limit(), err)
	}
}

// Two programs that counted for themselves would spend the hour twice.
func TestOneCountsTheAirtimeOfAFolder(t *testing.T) {
	dir := t.TempDir()
	first, second := NewBudgets(dir, 0), NewBudgets(dir, 0)
	region, _ := RegionByName("EU868")
	if _, err := first.For("EU868", region.Bands[6]); err != nil {
		t.Fatal(err)
	}
	var held *TalliesHeld
	if _, err := second.For("EU868", region.Bands[6]); !errors.As(err, &held) || held.Dir != dir {
		t.Errorf("the second who counts: %v", err)
	}
	if err := errors.Join(second.Close(), first.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := second.For("EU868", region.Bands[6]); err != nil {
		t.Errorf("after the first has ended: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestABudgetSaysHowLongToWait(t *testing.T) {
	b := newBench(t)
	b.spendAll(10 * time.Second)
	err := b.budget.Spend(10 * time.Second)
	var none *NoAirtime
	if !errors.As(err, &none) || none.Wait != b.budget.Wait(10*time.Second) {
		t.Fatalf("%v", err)
	}
	b.now.Up += none.Wait
	if err := b.budget.Spend(10 * time.Second); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func FuzzTally(f *testing.F) {
	f.Add(encodeTally(7, hour{now: Moment{Boot: bootName("a"), Up: time.Hour}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		seq, h, ok := decodeTally(b)
		if ok && string(encodeTally(seq, h)) != string(b) {
			t.Errorf("%x comes back as %x", b, encodeTally(seq, h))
		}
	})
}
