package duniter

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// endpoint is one node's address. It is dialled when it is first needed, and again when the connection has ended; after a failure
// it is left in peace for a while, each time for longer.
type endpoint struct {
	url    string
	config *Config

	gate chan struct{} // one may dial at a time, so that one dial serves all who wait
	mu   sync.Mutex    // guards all below

	link     *link
	failures int
	rested   time.Time // before this it is not dialled
	slot     time.Time // when the next question may go out
	last     error
	answered time.Time // when it answered last; zero: never
}

// EndpointState is how an endpoint is, as far as it was asked.
type EndpointState struct {
	URL      string
	Err      error     // of the last question; nil: it answered, or was never asked
	Answered time.Time // zero: never
}

// state is how it is.
func (e *endpoint) state() EndpointState {
	e.mu.Lock()
	defer e.mu.Unlock()
	return EndpointState{e.url, e.last, e.answered}
}

// resting says until when the endpoint is left in peace.
func (e *endpoint) resting() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.config.Now().Before(e.rested)
}

// failed notes a failure: the rest doubles each time, up to a bound, and is drawn so that not all machines come back at once.
func (e *endpoint) failed(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	rest := e.config.Rest << min(e.failures, 16)
	rest = min(rest, e.config.LongestRest)
	rest = rest/2 + time.Duration(e.config.Chance()*float64(rest/2))
	e.failures++
	e.rested, e.last = e.config.Now().Add(rest), err
}

func (e *endpoint) worked() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failures, e.rested, e.last, e.answered = 0, time.Time{}, nil, e.config.Now()
}

// pace waits for this endpoint's turn: after a first handful, questions go out at an even rate.
func (e *endpoint) pace(ctx context.Context) error {
	e.mu.Lock()
	now, step := e.config.Now(), time.Duration(float64(time.Second)/e.config.Rate)
	earliest := now.Add(-time.Duration(e.config.Burst-1) * step)
	if e.slot.Before(earliest) {
		e.slot = earliest
	}
	wait := e.slot.Sub(now)
	e.slot = e.slot.Add(step)
	e.mu.Unlock()
	if wait <= 0 {
		return ctx.Err()
	}
	return e.config.Wait(ctx, wait)
}

// call asks. A connection that turns out to be dead is replaced once, since connections die while nobody looks; what fails beyond
// that is a failure of the endpoint.
func (e *endpoint) call(ctx context.Context, method string, params []any) (json.RawMessage, error) {
	if err := e.pace(ctx); err != nil {
		return nil, err
	}
	for fresh := false; ; {
		l, dialled, err := e.connect(ctx)
		if err != nil {
			return nil, err
		}
		fresh = fresh || dialled
		answer, err := e.once(ctx, l, nil, method, params)
		var refused *NodeError
		if err == nil || errors.As(err, &refused) {
			e.worked()
			return answer, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		l.close()
		if fresh {
			e.failed(err)
			return nil, err
		}
		fresh = true
	}
}

// subscribe asks for notices. The channel ends when the connection does.
func (e *endpoint) subscribe(ctx context.Context, method string, params []any) (*subscription, error) {
	if err := e.pace(ctx); err != nil {
		return nil, err
	}
	l, _, err := e.connect(ctx)
	if err != nil {
		return nil, err
	}
	s := &subscription{link: l, news: make(chan json.RawMessage, notices)}
	s.name, err = e.once(ctx, l, s.news, method, params)
	var refused *NodeError
	if err != nil && !errors.As(err, &refused) && ctx.Err() == nil {
		l.close()
		e.failed(err)
	}
	return s, err
}

// subscription is what a node was asked to tell when it happens.
type subscription struct {
	link *link
	name json.RawMessage
	news chan json.RawMessage
}

// quit asks the node to tell no more, whatever has become of the context that asked for it.
func (s *subscription) quit(c *Config, method string) {
	ctx, cancel := c.within(context.Background(), time.Second)
	defer cancel()
	s.link.unsubscribe(ctx, method, s.name)
}

// once asks on one connection, within the time for an answer.
func (e *endpoint) once(ctx context.Context, l *link, news chan json.RawMessage, method string, params []any) (json.RawMessage, error) {
	ctx, cancel := e.config.within(ctx, e.config.Patience)
	defer cancel()
	answer, err := l.call(ctx, news, method, params)
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = fmt.Errorf("no answer to %s from %s", method, e.url)
	}
	return answer, err
}

// connect gives a connection that stands, dialling when there is none. It says whether it dialled.
func (e *endpoint) connect(ctx context.Context) (*link, bool, error) {
	select {
	case e.gate <- struct{}{}:
		defer func() { <-e.gate }()
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	if l := e.standing(); l != nil {
		return l, false, nil
	}
	l, err := e.dial(ctx)
	if err == nil {
		err = e.checked(ctx, l)
	}
	if err != nil {
		if l != nil {
			l.close()
		}
		if ctx.Err() == nil {
			e.failed(err)
		}
		return nil, true, err
	}
	e.mu.Lock()
	e.link = l
	e.mu.Unlock()
	return l, true, nil
}

func (e *endpoint) standing() *link {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.link != nil && e.link.alive() {
		return e.link
	}
	return nil
}

func (e *endpoint) dial(ctx context.Context) (*link, error) {
	ctx, cancel := e.config.within(ctx, e.config.Patience)
	defer cancel()
	transport := &http.Transport{TLSClientConfig: &tls.Config{Time: e.config.Now, RootCAs: e.config.Roots, MinVersion: tls.VersionTLS12}}
	client := &http.Client{Transport: transport, CheckRedirect: stay}
	conn, answer, err := websocket.Dial(ctx, e.url, &websocket.DialOptions{HTTPClient: client})
	if answer != nil && answer.Body != nil {
		_ = answer.Body.Close()
	}
	if err != nil {
		transport.CloseIdleConnections()
		return nil, fmt.Errorf("dialling %s: %w", e.url, e.config.clock(err))
	}
	return newLink(conn), nil
}

// stay follows no redirection: an endpoint is the address that a person named.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// clock tells the failures that a wrong clock makes: this machine's day is outside the days of the certificate.
func (c *Config) clock(err error) error {
	var invalid x509.CertificateInvalidError
	if !errors.As(err, &invalid) || invalid.Reason != x509.Expired || invalid.Cert == nil {
		return err
	}
	const day = "2006-01-02 15:04 UTC"
	return fmt.Errorf("%w: this machine says it is %s, the certificate is good from %s to %s", ErrClock,
		c.Now().UTC().Format(day), invalid.Cert.NotBefore.UTC().Format(day), invalid.Cert.NotAfter.UTC().Format(day))
}

// checked holds a new connection against what the chain is known to be: its genesis, and a block that is pinned.
func (e *endpoint) checked(ctx context.Context, l *link) error {
	if err := e.holds(ctx, l, 0, e.config.Genesis); err != nil {
		return err
	}
	if e.config.Checkpoint == (Hash{}) {
		return nil
	}
	return e.holds(ctx, l, e.config.CheckpointAt, e.config.Checkpoint)
}

func (e *endpoint) holds(ctx context.Context, l *link, height uint32, want Hash) error {
	raw, err := e.once(ctx, l, nil, "chain_getBlockHash", []any{height})
	if err != nil {
		return fmt.Errorf("asking %s for block %d: %w", e.url, height, err)
	}
	var got *Hash
	if err := json.Unmarshal(raw, &got); err != nil || got == nil {
		return fmt.Errorf("asking %s for block %d: %w", e.url, height, ErrAnswer)
	}
	if *got != want {
		return fmt.Errorf("%w: %s has %s as block %d, not %s", ErrOtherChain, e.url, got, height, want)
	}
	return nil
}

// close ends the connection, if there is one.
func (e *endpoint) close() {
	e.mu.Lock()
	l := e.link
	e.link = nil
	e.mu.Unlock()
	if l != nil {
		l.close()
	}
}
