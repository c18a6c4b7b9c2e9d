package lora

import (
	"fmt"
	"sync"
	"time"
)

// BudgetConfig says what may be spent and where it is written down.
type BudgetConfig struct {
	Path  string        // the file; it is made when it is not there. Empty: nothing is kept, for tests
	Duty  Share         // what the law allows of every rolling hour
	Share Share         // how much of that is ever used; zero: 90 %
	Now   func() Moment // zero: SinceBoot
}

// Budget is the airtime that the transmitters of one machine may still spend in one sub-band. What is spent is on the disk, synced,
// before the frame is sent; on any doubt it counts as spent.
//
// Writing for every frame would wear a card out, so the disk holds reservations: a stretch of airtime for the minute that runs,
// synced once, from which the frames of that minute are then taken. A crash loses what was reserved and not used, never more.
type Budget struct {
	cfg   BudgetConfig
	limit time.Duration

	mu       sync.Mutex // guards what follows
	hour     hour
	reserved time.Duration // of the current minute, on disk
	file     *tallyFile
}

// defaultShare keeps well away from the law's limit and from the cliffs of the firmwares.
const defaultShare Share = 9000

// chunks is how many reservations the whole budget makes up: small enough that a crash costs little, large enough that writing is rare.
const chunks = 36

// OpenBudget reads what was spent before.
func OpenBudget(cfg BudgetConfig) (*Budget, error) {
	if cfg.Share == 0 {
		cfg.Share = defaultShare
	}
	if cfg.Now == nil {
		cfg.Now = SinceBoot
	}
	if cfg.Duty <= 0 || cfg.Duty > Whole || cfg.Share < 0 || cfg.Share > Whole {
		return nil, fmt.Errorf("a budget of %v of %v of an hour", cfg.Share, cfg.Duty)
	}
	b := &Budget{cfg: cfg, limit: time.Duration(int64(time.Hour) / int64(Whole) * int64(cfg.Duty) / int64(Whole) * int64(cfg.Share))}
	return b, b.load()
}

// Limit is all that may be spent in an hour.
func (b *Budget) Limit() time.Duration { return b.limit }

// Spend takes airtime. When it returns nil, a crash and a restart will know of it. When the budget does not reach it takes nothing
// and returns a *NoAirtime; any other error is of the disk, and nothing may be sent.
func (b *Budget) Spend(airtime time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	if wait := b.hour.wait(airtime, b.limit); wait > 0 {
		return &NoAirtime{Wait: wait}
	}
	if err := b.reserve(airtime); err != nil {
		return err
	}
	b.hour.spend(airtime)
	return nil
}

// Used is what the rolling hour has cost so far.
func (b *Budget) Used() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	return b.hour.used()
}

// Left is what may still be spent now.
func (b *Budget) Left() time.Duration { return max(0, b.limit-b.Used()) }

// Wait is how long it takes until so much airtime can be spent; zero: now.
func (b *Budget) Wait(airtime time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	return b.hour.wait(airtime, b.limit)
}

// Close lets go of the file.
func (b *Budget) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.file == nil {
		return nil
	}
	return b.file.close()
}

// turn brings the hour up to now. With a new minute the reservation of the old one ends.
func (b *Budget) turn() {
	if b.hour.turn(b.now()) {
		b.reserved = 0
	}
}

// now is the moment, with the name that stands for its life in the file.
func (b *Budget) now() Moment {
	m := b.cfg.Now()
	m.Boot = bootName(m.Boot)
	return m
}

// reserve sees to it that the disk knows of at least what the minute will have spent.
func (b *Budget) reserve(airtime time.Duration) error {
	need := b.hour.current() + airtime
	if need <= b.reserved {
		return nil
	}
	ahead := min(b.limit/chunks, b.limit-b.hour.used())
	more := max(need, b.hour.current()+ahead)
	if err := b.write(more); err != nil {
		return fmt.Errorf("writing down the airtime: %w", err)
	}
	b.reserved = more
	return nil
}

// write puts the hour on the disk, with its current minute as if all that is reserved were spent.
func (b *Budget) write(current time.Duration) error {
	if b.file == nil {
		return nil
	}
	return b.file.write(b.hour.with(current))
}

// load begins with what the disk says. A file that cannot be read as a whole is a doubt: the whole budget counts as spent.
func (b *Budget) load() error {
	b.hour = hour{now: b.now()}
	if b.cfg.Path == "" {
		return nil
	}
	file, kept, doubt, err := openTally(b.cfg.Path)
	if err != nil {
		return err
	}
	b.file = file
	b.hour.remember(kept)
	b.hour.spend(b.doubted(doubt))
	return nil
}

// doubted is what counts as spent besides.
func (b *Budget) doubted(d doubt) time.Duration {
	switch d {
	case doubtAll:
		return b.limit
	case doubtLast:
		return b.limit / chunks
	}
	return 0
}
