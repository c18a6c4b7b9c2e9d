package duniter

import (
	"bytes"
	"cmp"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Config is what a Client needs. Its zero values, but for URLs and Genesis, are sensible.
type Config struct {
	URLs         []string // of nodes, wss://… or ws://…, the preferred first
	Genesis      Hash     // of the chain; an endpoint of another is never asked anything
	CheckpointAt uint32   // height of a block that every honest endpoint has
	Checkpoint   Hash     // its hash; zero for none

	Patience    time.Duration // for one answer; 20 s
	Rate        float64       // questions a second to one endpoint; 20
	Burst       int           // questions at once before the rate counts; 40
	Rest        time.Duration // after a first failure; 1 s
	LongestRest time.Duration // after many; 5 min
	Silence     time.Duration // without a new head, after which a subscription is begun elsewhere; 2 min
	Agree       int           // endpoints that have to have a head before it is told; 2, or all where there are fewer

	Roots  *x509.CertPool                             // whose certificates are believed; nil for the system's
	Now    func() time.Time                           // time.Now
	Wait   func(context.Context, time.Duration) error // waits so long, or until the context ends
	Chance func() float64                             // from 0 to 1, for the length of a rest
}

// withDefaults fills what was left out.
func (c Config) withDefaults() Config {
	c.Patience = cmp.Or(c.Patience, 20*time.Second)
	c.Rate = cmp.Or(c.Rate, 20)
	c.Burst = cmp.Or(c.Burst, 40)
	c.Rest = cmp.Or(c.Rest, time.Second)
	c.LongestRest = cmp.Or(c.LongestRest, 5*time.Minute)
	c.Silence = cmp.Or(c.Silence, 2*time.Minute)
	c.Agree = min(cmp.Or(c.Agree, 2), len(c.URLs))
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	if c.Chance == nil {
		c.Chance = rand.Float64
	}
	return c
}

// wait waits by the machine's clock.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// within is a context that ends after a time, by the clock of the Config.
func (c *Config) within(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		if c.Wait(ctx, d) == nil {
			cancel()
		}
	}()
	return ctx, cancel
}

// Client asks several nodes of one chain. It falls back from one to the next, leaves the failing ones in peace for a while, and can
// ask several the same to compare what they say. It may be used by many at once.
type Client struct {
	config    Config
	endpoints []*endpoint

	mu   sync.Mutex // guards all below
	good int        // the endpoint that answered last
	told Head       // the highest finalised head that was told
}

// NewClient makes a client. It dials nobody yet.
func NewClient(config Config) *Client {
	c := &Client{config: config.withDefaults()}
	for _, url := range c.config.URLs {
		c.endpoints = append(c.endpoints, &endpoint{url: url, config: &c.config, gate: make(chan struct{}, 1)})
	}
	return c
}

// Close ends all connections.
func (c *Client) Close() {
	for _, e := range c.endpoints {
		e.close()
	}
}

// States is how each endpoint is, in the order of the settings. Nobody is asked for it.
func (c *Client) States() (list []EndpointState) {
	for _, e := range c.endpoints {
		list = append(list, e.state())
	}
	return list
}

// Call asks the first endpoint that answers. An error about an extrinsic is an answer; any other makes it ask the next.
func (c *Client) Call(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	var errs []error
	for _, i := range c.order() {
		answer, err := c.endpoints[i].call(ctx, method, params)
		var refused *NodeError
		if err == nil || errors.As(err, &refused) && refused.ofExtrinsic() {
			c.prefer(i)
			return answer, err
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		errs = append(errs, err)
	}
	return nil, c.noRoad(errs)
}

// order lists the endpoints that may be asked now, the one that answered last first.
func (c *Client) order() []int {
	c.mu.Lock()
	good := c.good
	c.mu.Unlock()
	var order []int
	for n := range c.endpoints {
		if i := (good + n) % len(c.endpoints); !c.endpoints[i].resting() {
			order = append(order, i)
		}
	}
	return order
}

func (c *Client) prefer(i int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.good = i
}

// noRoad joins why no endpoint answered. When a node did answer and would not, that is the error: there is a road.
func (c *Client) noRoad(errs []error) error {
	for _, err := range errs {
		var refused *NodeError
		if errors.As(err, &refused) {
			return err
		}
	}
	for _, e := range c.endpoints {
		e.mu.Lock()
		if e.last != nil && !slices.Contains(errs, e.last) {
			errs = append(errs, e.last)
		}
		e.mu.Unlock()
	}
	return fmt.Errorf("%w: %w", ErrNoRoad, errors.Join(errs...))
}

// agreeing is a Caller that asks several endpoints the same.
type agreeing struct {
	*Client
	n int
}

// Agreeing is a Caller that gives an answer only when so many endpoints have given it, or all there are if there are fewer. It
// returns ErrDisagree when two differ and ErrNoRoad when not enough answer. What decides about money is asked so.
func (c *Client) Agreeing(n int) Caller { return agreeing{c, min(n, len(c.endpoints))} }

// Call asks one endpoint after the other until enough have said the same.
func (a agreeing) Call(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	var first json.RawMessage
	var from string
	var errs []error
	said := 0
	for _, i := range a.order() {
		e := a.endpoints[i]
		answer, err := e.call(ctx, method, params)
		if err == nil && lacks(method, answer) {
			err = fmt.Errorf("%w: %s, asked of %s, which may be behind", ErrAnswer, method, e.url)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if said > 0 && !bytes.Equal(canonical(method, first), canonical(method, answer)) {
			return nil, fmt.Errorf("%w: %s, asked of %s and %s", ErrDisagree, method, from, e.url)
		}
		first, from = answer, e.url
		if said++; said >= a.n {
			return first, nil
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if said > 0 {
		return nil, fmt.Errorf("%w: %d of %d endpoints answered: %w", ErrNoRoad, said, a.n, errors.Join(errs...))
	}
	return nil, a.noRoad(errs)
}

// lacks says whether an endpoint answers that it has no such block. It may be behind: that contradicts nobody.
func lacks(method string, answer json.RawMessage) bool {
	switch method {
	case "chain_getBlock", "chain_getBlockHash":
		return !bytes.HasPrefix(answer, []byte("{")) && bytes.Contains(answer, []byte("null"))
	}
	return false
}

// canonical leaves out of an answer what may honestly differ: beside a block, the proofs of its finality that a node has kept.
func canonical(method string, raw json.RawMessage) []byte {
	if method != "chain_getBlock" {
		return bytes.TrimSpace(raw)
	}
	var b blockJSON
	if json.Unmarshal(raw, &b) != nil {
		return raw
	}
	same, err := json.Marshal(b)
	if err != nil {
		return raw
	}
	return same
}
