package dunitertest

import (
	"encoding/json"
	"fmt"
	"sync"

	"foirail/ledger/duniter"
)

// Server lets several endpoints speak for one chain. Whatever changes the chain goes through Do, so that those who have subscribed
// hear of it.
type Server struct {
	mu        sync.Mutex // guards the chain and all below, in its endpoints and their connections too
	chain     *Chain
	endpoints []*Endpoint
	ids       uint64
}

// NewServer serves a chain, through the endpoints that are then opened.
func NewServer(chain *Chain) *Server { return &Server{chain: chain} }

// Do changes the chain, or looks at it, and then tells who has subscribed.
func (s *Server) Do(change func(*Chain)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s.chain)
	s.tell()
}

// Close ends all endpoints.
func (s *Server) Close() {
	s.mu.Lock()
	all := s.endpoints
	s.endpoints = nil
	s.mu.Unlock()
	for _, e := range all {
		e.Close()
	}
}

// tell tells every subscription what is new to it. s.mu is held.
func (s *Server) tell() {
	for _, e := range s.endpoints {
		for c := range e.conns {
			for _, sub := range c.subs {
				sub.tell(c, s.chain.View(e.behind))
			}
		}
	}
}

// subscription is what a connection wants to hear of.
type subscription struct {
	id     string
	method string // that its notices carry
	tell   func(*connection, View)
}

// notice is what a connection is told without having asked.
func (c *connection) notice(sub *subscription, result any) {
	c.send(map[string]any{"jsonrpc": "2.0", "method": sub.method, "params": map[string]any{"subscription": sub.id, "result": result}})
}

// subscribe begins a subscription. s.mu is held.
func (s *Server) subscribe(c *connection, method string, tell func(*connection, *subscription, View)) *subscription {
	s.ids++
	sub := &subscription{id: fmt.Sprint("sub", s.ids), method: method}
	sub.tell = func(c *connection, v View) { tell(c, sub, v) }
	c.subs[sub.id] = sub
	return sub
}

// heads tells each head that becomes final, from the one that is final now on.
func (s *Server) heads(c *connection, v View) *subscription {
	told := v.finalised.number
	return s.subscribe(c, "chain_finalizedHead", func(c *connection, sub *subscription, v View) {
		for ; told < v.finalised.number; told++ {
			c.notice(sub, v.finalised.at(told+1).header)
		}
	})
}

// runtimes tells which runtime it is, and each other one that follows.
func (s *Server) runtimes(c *connection) *subscription {
	var told *program
	return s.subscribe(c, "state_runtimeVersion", func(c *connection, sub *subscription, v View) {
		if told != v.best.prog {
			told = v.best.prog
			c.notice(sub, told.spoken())
		}
	})
}

// values tells what stands at some keys, after each new block.
func (s *Server) values(c *connection, keys []string) *subscription {
	var told *block
	return s.subscribe(c, "state_storage", func(c *connection, sub *subscription, v View) {
		if told != v.best {
			told = v.best
			c.notice(sub, told.changes(keys))
		}
	})
}

// watch tells what becomes of an extrinsic.
func (s *Server) watch(c *connection, hash duniter.Hash) *subscription {
	var in *block
	ready := false
	return s.subscribe(c, "author_extrinsicUpdate", func(c *connection, sub *subscription, v View) {
		if !ready {
			ready = true
			c.notice(sub, duniter.Ready)
		}
		if in != nil && v.best.at(in.number) != in {
			c.notice(sub, map[string]any{duniter.Retracted: in.hash})
			in = nil
		}
		if now := v.holding(hash); now != nil && in == nil {
			in = now
			c.notice(sub, map[string]any{duniter.InBlock: in.hash})
		}
		switch {
		case in != nil && in.number <= v.finalised.number:
			c.notice(sub, map[string]any{duniter.Finalised: in.hash})
			delete(c.subs, sub.id)
		case in == nil && !v.chain.waits(hash):
			c.notice(sub, duniter.Invalid)
			delete(c.subs, sub.id)
		}
	})
}

// holding is the block of the best fork that holds an extrinsic, among the last few hundred.
func (v View) holding(hash duniter.Hash) *block {
	for b, n := v.best, 0; b != nil && n < 300; b, n = b.parent, n+1 {
		for _, x := range b.extrinsics {
			if blake2(x) == hash {
				return b
			}
		}
	}
	return nil
}

func (c *Chain) waits(hash duniter.Hash) bool {
	for _, w := range c.pool {
		if w.hash == hash {
			return true
		}
	}
	return false
}

// answer answers a question that came in on a connection. s.mu is held.
func (s *Server) answer(c *connection, method string, params []json.RawMessage) (any, *duniter.NodeError) {
	v := s.chain.View(c.endpoint.behind)
	switch method {
	case "chain_subscribeFinalizedHeads":
		return s.heads(c, v).id, nil
	case "chain_unsubscribeFinalizedHeads", "author_unwatchExtrinsic", "state_unsubscribeRuntimeVersion", "state_unsubscribeStorage":
		var id string
		param(params, 0, &id)
		delete(c.subs, id)
		return true, nil
	case "state_subscribeStorage":
		var keys []string
		if !param(params, 0, &keys) {
			return nil, badParams
		}
		return s.values(c, keys).id, nil
	case "state_subscribeRuntimeVersion":
		return s.runtimes(c).id, nil
	case "author_submitAndWatchExtrinsic":
		hash, refused := v.submit(params)
		if refused != nil && refused.Code != duniter.CodeKnown {
			return nil, refused
		}
		return s.watch(c, hash.(duniter.Hash)).id, nil
	}
	return v.Answer(method, params)
}
