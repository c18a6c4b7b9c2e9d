package mesh

import (
	"errors"
	"testing"

	"foirail/ledger"
	"foirail/ledger/entry"
)

// A bundle made by somebody's frontier holds what he lacks, in an order that his book takes, and
// one made by no frontier holds all.
func TestBundleForSomebody(t *testing.T) {
	tw := newTown(t, nil, []string{"ana", "bob"})
	mine, his := tw.book("founder", tw.set...), tw.book("", tw.set...)
	for range 40 {
		tw.append(mine, tw.pay("ana", "bob", 1))
	}
	f, err := ReadFrontier(TellFrontier(his, ledger.Nonce{5}))
	tw.check(err)
	count := 0
	tw.check(Lacks(mine, f, func(e *entry.Entry) error {
		count++
		tw.append(his, e)
		return nil
	}))
	if digest(mine) != digest(his) || count != 80 {
		t.Errorf("%d entries were given, not 80", count)
	}
	nobody := tw.book("")
	tw.check(Lacks(mine, &ledger.Frontier{}, func(e *entry.Entry) error { tw.append(nobody, e); return nil }))
	if stateHash(nobody) != stateHash(mine) {
		t.Error("a bundle of everything makes another state")
	}
	stop := errors.New("stop")
	if err := Lacks(mine, &ledger.Frontier{}, func(*entry.Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

// FuzzReadFrontier reads frontiers from files.
func FuzzReadFrontier(f *testing.F) {
	tw := newTown(f, []string{"s1", "s2", "s3", "s4"}, []string{"ana"})
	book := tw.book("", tw.set...)
	f.Add(TellFrontier(book, ledger.Nonce{1}))
	f.Add([]byte(frontierMagic))
	f.Fuzz(func(t *testing.T, file []byte) {
		told, err := ReadFrontier(file)
		if err != nil {
			if !errors.Is(err, ErrForm) && !errors.Is(err, ErrNewer) && !errors.Is(err, ErrTooLong) {
				t.Error(err)
			}
			return
		}
		if err := Lacks(book, told, func(*entry.Entry) error { return nil }); err != nil {
			t.Error(err)
		}
	})
}
