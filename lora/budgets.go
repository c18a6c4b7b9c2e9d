package lora

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
)

// Budgets are the budgets of one machine, one per sub-band, whatever its radios are called: another name or another board makes no
// airtime anew. The files are named airtime-eu868-p.
type Budgets struct {
	dir   string
	share Share

	mu   sync.Mutex // guards what follows
	open map[string]*Budget
	lock io.Closer // on the folder's tallies; nil before the first is opened
}

// TalliesHeld is returned by For when another program counts the airtime of the folder. Two that counted for themselves would spend
// the hour twice.
type TalliesHeld struct{ Dir string }

func (e *TalliesHeld) Error() string {
	return fmt.Sprintf("another program counts the airtime in %s", e.Dir)
}

// talliesLock is the file that who counts holds a lock on. It has no content.
const talliesLock = "airtime-lock"

// NewBudgets keeps its files in a folder, which must be there. Share is how much of the law's limit is used; zero: 90 %.
func NewBudgets(dir string, share Share) *Budgets {
	return &Budgets{dir: dir, share: share, open: map[string]*Budget{}}
}

// For opens the budget of a sub-band, or gives the one that is open.
func (b *Budgets) For(region string, band Band) (*Budget, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := strings.ToLower("airtime-" + region + "-" + band.Name)
	if budget := b.open[name]; budget != nil {
		return budget, nil
	}
	if err := b.hold(); err != nil {
		return nil, err
	}
	budget, err := OpenBudget(BudgetConfig{Path: filepath.Join(b.dir, name), Duty: band.Duty, Share: b.share})
	if err == nil {
		b.open[name] = budget
	}
	return budget, err
}

// hold takes the lock of the folder, unless it is held already. b.mu must be held.
func (b *Budgets) hold() error {
	if b.lock != nil {
		return nil
	}
	lock, err := lockTallies(filepath.Join(b.dir, talliesLock))
	if errors.Is(err, errHeld) {
		return &TalliesHeld{Dir: b.dir}
	}
	if err != nil {
		return fmt.Errorf("locking the tallies of airtime: %w", err)
	}
	b.lock = lock
	return nil
}

// errHeld is of a lock that another program has.
var errHeld = errors.New("lock is held")

// Close lets go of all files, and then of the lock.
func (b *Budgets) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	for _, budget := range b.open {
		errs = append(errs, budget.Close())
	}
	b.open = map[string]*Budget{}
	if b.lock != nil {
		errs = append(errs, b.lock.Close())
		b.lock = nil
	}
	return errors.Join(errs...)
}
