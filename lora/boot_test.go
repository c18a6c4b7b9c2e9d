package lora

import (
	"path/filepath"
	"testing"
	"time"
)

func TestMomentsGoForward(t *testing.T) {
	for _, now := range []func() Moment{SinceBoot, sinceStart} {
		first := now()
		second := now()
		if first.Boot == "" || first.Boot != second.Boot || second.Up < first.Up {
			t.Errorf("%+v, then %+v", first, second)
		}
	}
}

// A program that is started again on the same machine knows what it has spent.
func TestABudgetOutlivesTheProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "airtime")
	open := func() *Budget {
		b, err := OpenBudget(BudgetConfig{Path: path, Duty: 1000})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	before := open()
	if err := before.Spend(100 * time.Second); err != nil {
		t.Fatal(err)
	}
	before.Close()
	after := open()
	defer after.Close()
	if used := after.Used(); used < 100*time.Second || used > 110*time.Second {
		t.Errorf("used %v", used)
	}
}

func TestSharesInWords(t *testing.T) {
	for share, want := range map[Share]string{10: "0.1 %", 100: "1 %", 1000: "10 %", Whole: "100 %", 1: "0.01 %", 250: "2.5 %"} {
		if got := share.String(); got != want {
			t.Errorf("%d is %q, want %q", int(share), got, want)
		}
	}
}
