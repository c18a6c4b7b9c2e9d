package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foirail/mesh/node"
)

// idleGoal is what a node may take that has nothing to do, in MB.
const idleGoal = 60

// settled is how long a node is left alone before its memory is looked at.
const settled = 8 * time.Second

// machine is a directory, and the program as it is given to people.
type machine struct {
	b            *testing.B
	program, dir string
	pass         string
}

// say runs the program and gives what it answers.
func (m machine) say(args ...string) []byte {
	m.b.Helper()
	out, err := m.command(args...).Output()
	if err != nil {
		m.b.Fatalf("%v: %v", args, err)
	}
	return out
}

func (m machine) command(args ...string) *exec.Cmd {
	c := exec.Command(m.program, append([]string{"--dir", m.dir, "--passphrase-file", m.pass, "--json"}, args...)...)
	c.Env = append(os.Environ(), "FOIRAIL_LANG=en", "XDG_CONFIG_HOME="+m.dir, "XDG_CONFIG_DIRS="+m.dir)
	return c
}

// serve runs the node until the benchmark ends.
func (m machine) serve() *os.Process {
	m.b.Helper()
	c := m.command("serve", "--listen", "127.0.0.1:0")
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		m.b.Fatal(err)
	}
	m.b.Cleanup(func() {
		c.Process.Signal(os.Interrupt)
		c.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var ready node.Ready
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil || !ready.Ready {
		m.b.Fatalf("%s: %v", line, err)
	}
	return c.Process
}

// resident is what a process holds of the machine's memory, in MB.
func resident(b *testing.B, p *os.Process) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var kB int
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kB); err == nil {
			return float64(kB) / 1024
		}
	}
	b.Fatal("the system does not tell what a process holds")
	return 0
}

// BenchmarkIdle is the memory of a steward's node that has nothing to do, by itself and with
// another node; both look for others on the local network.
func BenchmarkIdle(b *testing.B) {
	program := filepath.Join(b.TempDir(), "foirail")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	pass := filepath.Join(b.TempDir(), "pass")
	if err := os.WriteFile(pass, []byte(storyPass+"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		steward := machine{b, program, b.TempDir(), pass}
		other := machine{b, program, b.TempDir(), pass}
		steward.dir = filepath.Join(steward.dir, "market")
		other.dir = filepath.Join(other.dir, "market")
		steward.say("found", "--name", "Vallée", "--market", "Foirail", "--chain", "none")
		steward.say("account", "new", "--name", "ana")
		steward.say("attest", "deposit", "--to", "ana", "50", "--ref", "e")
		process := steward.serve()
		<-time.After(settled)
		alone := resident(b, process)
		var peer struct{ Code string }
		if err := json.Unmarshal(steward.say("peer", "show"), &peer); err != nil {
			b.Fatal(err)
		}
		other.say("peer", "add", peer.Code)
		second := other.serve()
		<-time.After(settled)
		var joined struct{ Peers int }
		if err := json.Unmarshal(steward.say("status"), &joined); err != nil || joined.Peers != 1 {
			b.Fatalf("%d peers, %v", joined.Peers, err)
		}
		b.ReportMetric(alone, "figure:memory.idle.alone:MB")
		b.ReportMetric(resident(b, process), "figure:memory.idle.with_peer:MB")
		b.ReportMetric(resident(b, second), "figure:memory.idle.follower:MB")
		if most := max(alone, resident(b, process), resident(b, second)); most > idleGoal {
			b.Errorf("an idle node takes %.1f MB", most)
		}
	}
}
