package duniter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"foirail/ledger/keys"
)

// Nonce is the number of an account's next extrinsic, as the node counts it: those that wait to be included too. What is final is
// in Account.
func (n *Node) Nonce(ctx context.Context, who keys.Account) (uint32, error) {
	return ask[uint32](ctx, n.quick, "system_accountNextIndex", who.String())
}

// Submit sends an extrinsic. A node that has it already is as good. It returns a NodeError when the node refuses it.
func (n *Node) Submit(ctx context.Context, x Extrinsic) error {
	hash, err := ask[Hash](ctx, n.quick, "author_submitExtrinsic", hexOf(x.Bytes))
	var refused *NodeError
	switch {
	case errors.As(err, &refused) && refused.Code == CodeKnown:
		return nil
	case err != nil:
		return err
	case hash != x.Hash:
		return fmt.Errorf("%w: sent %s, the node says %s", ErrAnswer, x.Hash, hash)
	}
	return nil
}

// Status is a node's word on an extrinsic that it was sent. Only Finalised is the end of the matter, and even that is checked in
// the block itself.
type Status struct {
	Name  string
	Block Hash // of InBlock, Retracted and Finalised
}

// The statuses. Others exist and say less.
const (
	Ready     = "ready"
	InBlock   = "inBlock"
	Retracted = "retracted"
	Finalised = "finalized"
	Usurped   = "usurped"
	Dropped   = "dropped"
	Invalid   = "invalid"
)

// ended says whether nothing more is told after it.
func (s Status) ended() bool {
	switch s.Name {
	case Finalised, Usurped, Dropped, Invalid, "finalityTimeout":
		return true
	}
	return false
}

// UnmarshalJSON reads a word, or an object of one word and its block.
func (s *Status) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &s.Name) == nil {
		s.Name = harmless(s.Name)
		return nil
	}
	var o map[string]json.RawMessage
	if err := json.Unmarshal(raw, &o); err != nil || len(o) != 1 {
		return fmt.Errorf("%w: a status", ErrAnswer)
	}
	for name, value := range o {
		s.Name = harmless(name)
		_ = json.Unmarshal(value, &s.Block) // others than the three carry no block
	}
	return nil
}

// Watch sends an extrinsic and tells what becomes of it, until that is settled one way or the other, or the connection ends: then
// it is searched for in the blocks.
func (c *Client) Watch(ctx context.Context, x Extrinsic, heard func(Status)) error {
	s, err := c.submitAndWatch(ctx, x)
	if err != nil {
		return err
	}
	defer s.quit(&c.config, "author_unwatchExtrinsic")
	for {
		raw, err := c.next(ctx, s)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNoRoad, err)
		}
		var status Status
		if err := json.Unmarshal(raw, &status); err != nil {
			return err
		}
		if heard(status); status.ended() {
			return nil
		}
	}
}

// submitAndWatch sends it to the first endpoint that takes it.
func (c *Client) submitAndWatch(ctx context.Context, x Extrinsic) (*subscription, error) {
	var errs []error
	for _, i := range c.order() {
		s, err := c.endpoints[i].subscribe(ctx, "author_submitAndWatchExtrinsic", []any{hexOf(x.Bytes)})
		var refused *NodeError
		if err == nil || errors.As(err, &refused) && refused.ofExtrinsic() {
			return s, err
		}
		errs = append(errs, err)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, c.noRoad(errs)
}
