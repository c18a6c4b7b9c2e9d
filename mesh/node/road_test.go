package node

import (
	"context"
	"encoding/json"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"foirail/ledger/words"
)

// ask calls a verb over a road.
func ask[Reply any](road Caller, verb string, request any) (reply Reply, err error) {
	in, err := json.Marshal(request)
	if err != nil {
		return reply, err
	}
	out, err := road.Call(ctx, verb, in)
	if err != nil {
		return reply, err
	}
	return reply, json.Unmarshal(out, &reply)
}

// run starts the node's socket and stops it when the test ends.
func (m *market) run() {
	m.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	ready := make(chan struct{})
	go func() { done <- m.RunSocket(ctx, ready) }()
	m.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			m.t.Error(err)
		}
	})
	<-ready
}

// A verb does the same in this process and over the socket of a node that runs.
func TestBothRoads(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	m.run()
	road, err := Connect(m.config)
	if err != nil {
		t.Fatal(err)
	}
	if _, remote := road.(*Remote); !remote {
		t.Fatalf("the road is %T while a node runs", road)
	}
	paid, err := ask[EntryReply](road, "pay", PayRequest{From: "ana", To: []Payment{{"bob", "4"}}, Passphrase: pass})
	if err != nil || paid.Entry.Level != "final" {
		t.Fatalf("got %+v, %v", paid, err)
	}
	for verb, request := range map[string]any{
		"balance": BalanceRequest{"bob"}, "history": HistoryRequest{Account: "ana"}, "account list": AccountListRequest{},
		"status": StatusRequest{}, "verify": VerifyRequest{}, "backing": BackingRequest{}, "epoch": EpochRequest{},
	} {
		far, errFar := ask[any](road, verb, request)
		near, errNear := ask[any](m.Node, verb, request)
		if errFar != nil || errNear != nil || !reflect.DeepEqual(far, near) {
			t.Errorf("%s: over the socket %v, %v; here %v, %v", verb, far, errFar, near, errNear)
		}
	}
	_, err = ask[EntryReply](road, "pay", PayRequest{From: "ana", To: []Payment{{"bob", "40"}}, Passphrase: pass})
	if p := m.refused(words.Insufficient, err); p != nil && p.Args["have"] != "600" {
		t.Errorf("the refusal lost its figures on the road: %v", p.Args)
	}
	_, err = ask[EntryReply](road, "pay", map[string]any{"Form": "ana"})
	m.refused(words.Usage, err)
	_, err = ask[EntryReply](road, "give", nil)
	m.refused(words.Usage, err)
}

func TestSocketIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no modes there")
	}
	m := newMarket(t, "none")
	m.run()
	info, err := os.Stat(m.config.path(SocketFile))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the socket's mode is %o", mode)
	}
}

func TestTwoProcessesOnOneDirectory(t *testing.T) {
	m := newMarket(t, "none")
	_, err := Connect(m.config) // the node has the directory, and no socket
	m.refused(words.Busy, err)
}

// Forty callers pay at once over the socket; nothing is lost and nothing counts twice.
func TestManyCallers(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	m.run()
	var calls sync.WaitGroup
	for range 40 {
		calls.Add(1)
		go func() {
			defer calls.Done()
			road, err := Connect(m.config)
			if err == nil {
				_, err = ask[EntryReply](road, "pay", PayRequest{From: "ana", To: []Payment{{"bob", "0.30"}}, Passphrase: pass})
			}
			if err != nil && !strings.Contains(err.Error(), string(words.Insufficient)) {
				t.Error(err)
			}
		}()
	}
	calls.Wait()
	m.has("bob", 990) // 33 fit into 10.00
	m.has("ana", 10)
	m.verified()
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte(bundleMagic))
	f.Add([]byte(bundleMagic + "\x05hello"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if list, err := readBundle(b); err == nil && len(list) > len(b) {
			t.Error("more entries than bytes")
		}
		if files, err := unpack(b); err == nil && len(files) > 4 {
			t.Error("files that a backup does not have")
		}
	})
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1", "1,5", "0.01", "-1", "1.234", "99999999999999999999", "1.", ".5", "1e3", "١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := amount(text); err == nil && a <= 0 {
			t.Errorf("%q is %d", text, a)
		}
	})
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]int64{"1": 100, "1,5": 150, "0.01": 1, " 12.50 ": 1250, "5629499534213.11": 1<<49 - 1} {
		if got, err := amount(text); err != nil || int64(got) != want {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
	m := &market{t: t}
	for text, code := range map[string]words.Code{
		"1.234": words.BadAmountDecimals, "-1": words.BadAmountNegative, "0": words.BadAmountNegative, "0,00": words.BadAmountNegative,
		"99999999999999999999": words.BadAmountRange, "5629499534213.12": words.BadAmountRange,
		"": words.BadAmountText, "ten": words.BadAmountText, "1.": words.BadAmountText, ".5": words.BadAmountText,
		"1.2.3": words.BadAmountText, "1e3": words.BadAmountText, "0x10": words.BadAmountText, "1 000": words.BadAmountText,
	} {
		_, err := amount(text)
		m.refused(code, err)
	}
}

func TestRanges(t *testing.T) {
	for text, want := range map[string]int{"": 34, "1-34": 34, "3": 1, "1-8,12": 9, "12,1-8": 9, "1-4,5-8": 8} {
		ranges, err := parseRanges(text, 34)
		n := 0
		for _, r := range ranges {
			n += r.To - r.From + 1
		}
		if err != nil || n != want {
			t.Errorf("%q: %d serials, %v", text, n, err)
		}
	}
	m := &market{t: t}
	for _, text := range []string{"0", "35", "1-35", "8-1", "1,1", "1-5,5-6", "a", "-", "1-", ",", "1--2"} {
		_, err := parseRanges(text, 34)
		m.refused(words.BadRange, err)
	}
}
