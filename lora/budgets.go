package lora

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
)

// Budgets are the budgets of one machine, one per sub-band, whatever its radios are called: another name or another board makes no
// airtime anew. The files are named airtime-eu868-p.
type Budgets struct {
	dir   string
	share Share

	mu   sync.Mutex // guards open
	open map[string]*Budget
}

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
	budget, err := OpenBudget(BudgetConfig{Path: filepath.Join(b.dir, name), Duty: band.Duty, Share: b.share})
	if err == nil {
		b.open[name] = budget
	}
	return budget, err
}

// Close lets go of all files.
func (b *Budgets) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	for _, budget := range b.open {
		errs = append(errs, budget.Close())
	}
	return errors.Join(errs...)
}
