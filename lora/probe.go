package lora

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"
)

// Probing is what a port is to be asked.
type Probing struct {
	Port     string   // /dev/ttyACM0, tcp://host:7633
	Kinds    []string // to try, in this order; none: all, the quickest to say no first
	Settings Settings // to try them with; at least a region
	Opener   Opener   // nil: serial ports and TCP, as Port says
}

// probeLook is how often a driver that is being tried is looked at.
const probeLook = 20 * time.Millisecond

// Probe finds out which kind of radio is behind a port, and tells its status as far as it came: Ready, or Wrong for one that was
// recognised and cannot serve as it is. The port is opened once for all kinds, since opening it may start a board anew. Nothing is
// sent on the air. Its error is of the port, or a *NoAnswer when no kind knows what is there.
func Probe(ctx context.Context, p Probing) (Status, error) {
	if p.Opener == nil {
		p.Opener = NewPorts()
	}
	settings, band, err := p.Settings.Complete()
	if err != nil {
		return Status{}, err
	}
	budget, err := OpenBudget(BudgetConfig{Duty: band.Duty})
	if err != nil {
		return Status{}, err
	}
	port, err := p.Opener.Open(ctx, p.Port)
	if err != nil {
		return Status{}, err
	}
	shared := share(port)
	defer shared.Close()
	return shared.probe(ctx, p, settings, budget)
}

// patient are the kinds that wait long for a device that says nothing: they are asked last.
var patient = map[string]int{"rnode": 0, "reyax": 1, "meshtastic": 2}

// kinds are those to try.
func (p Probing) kinds() []string {
	if len(p.Kinds) > 0 {
		return p.Kinds
	}
	return slices.SortedStableFunc(slices.Values(Kinds()), func(a, b string) int { return cmp.Compare(patient[a], patient[b]) })
}

// probe tries one kind after another on an open port.
func (s *sharedPort) probe(ctx context.Context, p Probing, settings Settings, budget *Budget) (Status, error) {
	for _, kind := range p.kinds() {
		newDriver := kinds[kind]
		if newDriver == nil {
			continue
		}
		driver, err := newDriver(settings)
		if err != nil {
			continue // these settings are none of this kind's
		}
		r := New(Config{Driver: driver, Port: p.Port, Budget: budget, Opener: s})
		if status := r.tryOnce(ctx); status.State == Ready || status.State == Wrong || ctx.Err() != nil {
			status.Region, status.Path = settings.Region, s.port.Path
			return status, ctx.Err()
		}
	}
	return Status{}, silence(because(Mute), "as any radio that is known here")
}

// tryOnce holds one conversation until the device is ready, or it ends before.
func (r *Radio) tryOnce(ctx context.Context) Status {
	ctx, enough := context.WithCancel(ctx)
	defer enough()
	over := make(chan error, 1)
	go func() {
		_, err := r.once(ctx)
		over <- err
	}()
	look := time.NewTicker(probeLook)
	defer look.Stop()
	for {
		select {
		case err := <-over:
			r.ended(err)
			return r.Status()
		case <-look.C:
		}
		if s := r.Status(); s.State == Ready {
			enough()
			<-over
			return s
		}
	}
}

// sharedPort is an open port that is lent to one conversation after another. It is the Opener of their radios.
type sharedPort struct {
	port  Opened
	in    chan []byte
	shut  chan struct{}
	once  sync.Once
	boots bool // nobody has been lent it yet
}

func share(port Opened) *sharedPort {
	s := &sharedPort{port: port, in: make(chan []byte), shut: make(chan struct{}), boots: port.Boots}
	go s.read()
	return s
}

// Open lends the port.
func (s *sharedPort) Open(context.Context, string) (Opened, error) {
	boots := s.boots
	s.boots = false
	return Opened{ReadWriteCloser: &lent{sharedPort: s, back: make(chan struct{})}, Path: s.port.Path, Boots: boots}, nil
}

// Close closes the port for good.
func (s *sharedPort) Close() error {
	var err error
	s.once.Do(func() {
		close(s.shut)
		err = s.port.Close()
	})
	return err
}

// read is the goroutine that reads; it ends when the port is closed or breaks.
func (s *sharedPort) read() {
	defer close(s.in)
	buf := make([]byte, chunk)
	for {
		n, err := s.port.Read(buf)
		if n > 0 {
			select {
			case s.in <- append([]byte(nil), buf[:n]...):
			case <-s.shut:
				return
			}
		}
		if err != nil || n == 0 {
			return
		}
	}
}

// errBack is of a port that was given back.
var errBack = errors.New("port was given back")

// lent is a shared port in somebody's hands.
type lent struct {
	*sharedPort
	back chan struct{}
	once sync.Once
	rest []byte
}

func (l *lent) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		select {
		case b, ok := <-l.in:
			if !ok {
				return 0, io.EOF
			}
			l.rest = b
		case <-l.back:
			return 0, errBack
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func (l *lent) Write(p []byte) (int, error) { return l.port.Write(p) }

// Close gives the port back.
func (l *lent) Close() error {
	l.once.Do(func() { close(l.back) })
	return nil
}
