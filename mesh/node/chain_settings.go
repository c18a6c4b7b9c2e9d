package node

import (
	"cmp"
	"encoding/hex"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"foirail/ledger/duniter"
	"foirail/ledger/entry"
)

// ChainSettings is where a node asks the chain. Without an endpoint it has no road there, and is a node
// like any other. Which chain is asked the community's founding says, and nothing else.
type ChainSettings struct {
	Endpoints        []string `toml:"endpoints"`         // of nodes of the chain, wss://… or ws://…, the preferred first
	Agree            int      `toml:"agree"`             // how many of them must say the same before it is believed; 0: two
	CheckpointHeight uint32   `toml:"checkpoint_height"` // of a block that every honest endpoint has
	CheckpointHash   string   `toml:"checkpoint_hash"`   // its hash; empty: none
}

// maxEndpoints bounds how many are asked.
const maxEndpoints = 16

// agree is how many endpoints must say the same.
func (s ChainSettings) agree() int { return cmp.Or(s.Agree, 2) }

// enough says whether there are as many endpoints as must agree: with fewer nothing is attested.
func (s ChainSettings) enough() bool { return len(s.Endpoints) >= s.agree() }

func (s ChainSettings) check() (name string, err error) {
	switch {
	case len(s.Endpoints) > maxEndpoints:
		return "endpoints", errors.New("endpoints: > " + strconv.Itoa(maxEndpoints))
	case s.Agree < 0 || s.Agree > maxEndpoints:
		return "agree", errors.New("agree: 1 – " + strconv.Itoa(maxEndpoints))
	}
	for _, text := range s.Endpoints {
		u, err := url.Parse(text)
		if err != nil || u.Scheme != "wss" && u.Scheme != "ws" || u.Host == "" {
			return "endpoints", errors.New("endpoints: wss://HOST/")
		}
	}
	if _, ok := s.checkpoint(); !ok {
		name := "checkpoint_hash"
		if s.CheckpointHash == "" {
			name = "checkpoint_height"
		}
		return name, errors.New("checkpoint_hash: 0x…, checkpoint_height")
	}
	return "", nil
}

// checkpoint is the hash of the block that is pinned; zero for none.
func (s ChainSettings) checkpoint() (h duniter.Hash, ok bool) {
	if s.CheckpointHash == "" {
		return h, s.CheckpointHeight == 0
	}
	b, err := hex.DecodeString(strings.TrimPrefix(s.CheckpointHash, "0x"))
	if err != nil || len(b) != entry.HashSize || s.CheckpointHeight == 0 {
		return h, false
	}
	return duniter.Hash(b), true
}
