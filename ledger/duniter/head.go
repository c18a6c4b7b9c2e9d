package duniter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Head is the newest block that is final.
type Head struct {
	Number uint32
	Hash   Hash
	Seen   int // how many endpoints have this block as final
}

// one asks one endpoint and no other.
type one struct{ *endpoint }

func (o one) Call(ctx context.Context, method string, params ...any) (json.RawMessage, error) {
	return o.call(ctx, method, params)
}

// seen is what one endpoint says is final.
type seen struct {
	from one
	Head
}

// Finalised is the highest block that enough endpoints have as final. It returns ErrDisagree when two of them have different
// blocks at one height, or another than was told before; a head once told is never taken back.
func (c *Client) Finalised(ctx context.Context) (Head, error) {
	all, errs := c.heads(ctx)
	if ctx.Err() != nil {
		return Head{}, ctx.Err()
	}
	if len(all) < c.config.Agree {
		return Head{}, c.noRoad(errs)
	}
	slices.SortStableFunc(all, func(a, b seen) int { return int(int64(b.Number) - int64(a.Number)) })
	chosen := all[c.config.Agree-1]
	for _, other := range all {
		if err := sameChain(ctx, chosen, other); err != nil {
			return Head{}, err
		}
		if other.Number >= chosen.Number {
			chosen.Seen++
		}
	}
	return c.tell(ctx, chosen)
}

// heads asks every endpoint that may be asked for what is final there.
func (c *Client) heads(ctx context.Context) (all []seen, errs []error) {
	for _, i := range c.order() {
		from := one{c.endpoints[i]}
		hash, err := ask[Hash](ctx, from, "chain_getFinalizedHead")
		var h *Header
		if err == nil {
			h, err = header(ctx, from, hash)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", from.url, err))
			continue
		}
		all = append(all, seen{from, Head{Number: h.Number, Hash: hash}})
	}
	return all, errs
}

// sameChain holds that of two finalised blocks the lower is an ancestor of the higher, asking the endpoint of the higher.
func sameChain(ctx context.Context, a, b seen) error {
	if a.Number > b.Number {
		a, b = b, a
	}
	got := b.Hash
	if a.Number < b.Number {
		var err error
		if got, err = hashAt(ctx, b.from, a.Number); err != nil {
			return err
		}
	}
	if got != a.Hash {
		return fmt.Errorf("%w: block %d is %s at %s and %s at %s", ErrDisagree, a.Number, a.Hash, a.from.url, got, b.from.url)
	}
	return nil
}

// tell holds the chosen head against the one that was told before, and tells the higher.
func (c *Client) tell(ctx context.Context, chosen seen) (Head, error) {
	c.mu.Lock()
	before := c.told
	c.mu.Unlock()
	if before.Hash != (Hash{}) {
		if before.Number > chosen.Number {
			return before, nil
		}
		if err := sameChain(ctx, seen{chosen.from, before}, chosen); err != nil {
			return Head{}, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if chosen.Number >= c.told.Number {
		c.told = chosen.Head
	}
	return c.told, nil
}

// Follow calls heard whenever an endpoint says that a block has become final, until the context ends, which is the only error it
// returns. What it says is a hint that it is worth asking: Finalised tells what to believe.
func (c *Client) Follow(ctx context.Context, heard func(Header)) error {
	for ctx.Err() == nil {
		for _, i := range c.order() {
			if c.follow(ctx, c.endpoints[i], heard) && ctx.Err() == nil {
				c.prefer(i)
			}
		}
		if ctx.Err() == nil {
			_ = c.config.Wait(ctx, c.config.Rest)
		}
	}
	return ctx.Err()
}

// follow listens to one endpoint until it falls silent. It says whether anything was heard.
func (c *Client) follow(ctx context.Context, e *endpoint, heard func(Header)) (spoke bool) {
	s, err := e.subscribe(ctx, "chain_subscribeFinalizedHeads", []any{})
	if err != nil {
		return false
	}
	defer s.quit(&c.config, "chain_unsubscribeFinalizedHeads")
	for {
		raw, err := c.next(ctx, s)
		var h Header
		if err != nil || json.Unmarshal(raw, &h) != nil {
			return spoke
		}
		spoke = true
		heard(h)
	}
}

var errQuiet = errors.New("nothing more is told")

// next waits for a notice, as long as silence is borne.
func (c *Client) next(ctx context.Context, s *subscription) (json.RawMessage, error) {
	ctx, cancel := c.config.within(ctx, c.config.Silence)
	defer cancel()
	select {
	case raw, ok := <-s.news:
		if !ok {
			return nil, errQuiet
		}
		return raw, nil
	case <-ctx.Done():
		return nil, errQuiet
	}
}
