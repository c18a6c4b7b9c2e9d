package node

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foirail/ledger/words"
)

// fetch is the status and the text of one page of the metrics' server.
func fetch(m *market, path string) (int, string) {
	w := httptest.NewRecorder()
	m.metricsPages().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return w.Code, string(text)
}

func TestMetrics(t *testing.T) {
	m := newMarket(t, "none")
	m.people("ana", "bob")
	m.deposit("ana", "10", "envelope")
	must[EntryReply](m)(m.pay("ana", "bob", "1"))
	code, text := fetch(m, metricsPath)
	if code != http.StatusOK {
		t.Fatalf("%d: %s", code, text)
	}
	for _, line := range []string{"foirail_entries 4", "foirail_epoch 1", "foirail_quorum_in_reach 1", "foirail_steward_votes 1",
		"foirail_forks 0", "foirail_peers 0", "foirail_promised_entries 0", "foirail_steward_entries 3", "foirail_disk_free_bytes 1.099511627776e+12"} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("no line %q in the metrics", line)
		}
	}
	for _, name := range []string{"foirail_appends_total", "foirail_behind_entries", "foirail_peer_received_bytes", "go_goroutines"} {
		if !strings.Contains(text, "\n"+name+" ") {
			t.Errorf("no %s in the metrics", name)
		}
	}
}

func TestHealth(t *testing.T) {
	m := newMarket(t, "none")
	if code, text := fetch(m, healthPath); code != http.StatusOK || text != "ok\n" {
		t.Errorf("well: %d %q", code, text)
	}
	for free, want := range map[uint64]words.Code{leastRoom - 1: words.DiskLow, 1: words.DiskFull} {
		m.Node.config.Free = func(string) (uint64, uint64, error) { return free, 1 << 41, nil }
		if code, text := fetch(m, healthPath); code != http.StatusServiceUnavailable || text != string(want)+"\n" {
			t.Errorf("with %d bytes: %d %q", free, code, text)
		}
	}
}

// Without a host the metrics are for this machine alone.
func TestMetricsStayHome(t *testing.T) {
	listener, err := listenMetrics(":0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if address := listener.Addr().String(); !strings.HasPrefix(address, "127.0.0.1:") {
		t.Errorf("it listens on %s", address)
	}
	_, err = listenMetrics(listener.Addr().String())
	(&market{t: t}).refused(words.PortTaken, err)
}
