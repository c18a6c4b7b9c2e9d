package main

import (
	"crypto/sha256"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"foirail/ledger/duniter"
	"foirail/ledger/duniter/dunitertest"
	"foirail/ledger/keys"
)

// storyChain is a chain that stories meet, behind two endpoints on loopback. Rosa is rich on it.
//
//	chain begin                    begins it; GENESIS, ENDPOINT and OTHER name it and where it is
//	chain pays TO AMOUNT [REMARK]  rosa sends units to an account, in a block that is final
//	chain advance BLOCKS           makes blocks, of which the last is final
//	chain has ACCOUNT AMOUNT       that account must have so many units, kept back or not
//	chain settings FILE URL...     writes these endpoints to a file of settings
//	chain shut, chain open         the endpoints turn everybody away; or not any more
type storyChain struct {
	server *dunitertest.Server
	ends   []*dunitertest.Endpoint
	rosa   *keys.Secret
}

// chainValue is under what a story has its chain.
type chainValue struct{}

func playChain(ts *testscript.TestScript, _ bool, args []string) {
	s := ts.Value(chainValue{}).(*storyChain)
	switch args[0] {
	case "begin":
		s.begin(ts)
	case "pays":
		s.pays(ts, args[1:])
	case "advance":
		s.server.Do(func(c *dunitertest.Chain) { c.Advance(number(ts, args[1])) })
	case "has":
		s.has(ts, account(ts, args[1]), uint64(number(ts, args[2])))
	case "settings":
		text := "[chain]\nendpoints = [\"" + strings.Join(args[2:], "\", \"") + "\"]\n"
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
	default:
		for _, e := range s.ends {
			e.Shut(args[0] == "shut")
		}
	}
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func account(ts *testscript.TestScript, text string) keys.Account {
	a, err := keys.ParseAccount(text)
	ts.Check(err)
	return a
}

func (s *storyChain) begin(ts *testscript.TestScript) {
	var err error
	s.rosa, err = keys.NewSecret(keys.Ed25519, sha256.Sum256([]byte("rosa")))
	ts.Check(err)
	began := time.Date(2026, 11, 22, 11, 50, 0, 0, time.UTC)
	c := dunitertest.New(dunitertest.Config{Began: uint64(began.UnixMilli()), KeepState: -1,
		Accounts: []dunitertest.Grant{{To: s.rosa.Account(), Amount: 1_000_000}}})
	s.server = dunitertest.NewServer(c)
	ts.Defer(s.server.Close)
	s.ends = []*dunitertest.Endpoint{s.server.Open(false), s.server.Open(false)}
	ts.Setenv("GENESIS", c.Genesis().String())
	ts.Setenv("ENDPOINT", s.ends[0].URL())
	ts.Setenv("OTHER", s.ends[1].URL())
}

// pays sends rosa's money.
func (s *storyChain) pays(ts *testscript.TestScript, args []string) {
	s.server.Do(func(c *dunitertest.Chain) {
		rt := c.Runtime()
		call, err := rt.Call("Balances", "transfer_keep_alive", duniter.Fields{"dest": account(ts, args[0]), "value": uint64(number(ts, args[1]))})
		ts.Check(err)
		if len(args) > 2 {
			remark, err := rt.Call("System", "remark_with_event", duniter.Fields{"remark": args[2]})
			ts.Check(err)
			call, err = rt.Batch(call, remark)
			ts.Check(err)
		}
		x, err := rt.Sign(s.rosa, c.Intent(s.rosa.Account(), call))
		ts.Check(err)
		ts.Check(c.Submit(x.Bytes))
		c.Advance(1)
	})
}

func (s *storyChain) has(ts *testscript.TestScript, who keys.Account, want uint64) {
	s.server.Do(func(c *dunitertest.Chain) {
		if free, reserved := c.Holds(who); free+reserved != want {
			ts.Fatalf("%s has %d + %d, want %d", who, free, reserved, want)
		}
	})
}
