package loratest

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// terminal is a person at a module's port, and what the module said.
type terminal struct {
	t      *testing.T
	air    *Air
	module *REYAX
	said   string
}

func newTerminal(t *testing.T, air *Air, cfg REYAXConfig) *terminal {
	m := &terminal{t: t, air: air, module: NewREYAX(air, cfg)}
	m.module.Opened(func(p []byte) { m.said += string(p) })
	m.module.Powered(true)
	m.expect("", time.Second, "+READY")
	return m
}

// expect writes a line, lets time go by, and holds what comes back against what is wanted.
func (m *terminal) expect(line string, wait time.Duration, want string) {
	m.t.Helper()
	if line != "" {
		m.module.Take([]byte(line + "\r\n"))
	}
	m.air.Until(m.air.Now() + wait)
	if got := strings.ReplaceAll(strings.TrimSuffix(m.said, "\r\n"), "\r\n", " "); got != want {
		m.t.Errorf("%q was answered with %q, want %q", line, got, want)
	}
	m.said = ""
}

func TestTheModuleAnswers(t *testing.T) {
	m := newTerminal(t, NewAir(Config{}), REYAXConfig{Name: "a"})
	for _, talk := range [][2]string{
		{"AT", "+OK"}, {"BT", "+ERR=2"}, {"AT+NONSENSE?", "+ERR=4"}, {"AT+VER?", "+VER=RYLR998_REYAX_V1.2.2"},
		{"AT+BAND=869525000", "+OK"}, {"AT+BAND?", "+BAND=869525000"}, {"AT+BAND=1", "+ERR=4"},
		{"AT+PARAMETER=9,7,1,12", "+OK"}, {"AT+PARAMETER=10,7,1,12", "+ERR=4"}, {"AT+PARAMETER=10,8,1,24", "+OK"}, {"AT+PARAMETER=9,7,1,25", "+ERR=18"},
		{"AT+NETWORKID=16", "+ERR=4"}, {"AT+NETWORKID=6", "+OK"}, {"AT+PARAMETER=9,7,1,8", "+ERR=18"}, {"AT+NETWORKID?", "+NETWORKID=6"},
		{"AT+CRFOP=22", "+OK"}, {"AT+CRFOP=23", "+ERR=4"}, {"AT+ADDRESS=7", "+OK"}, {"AT+ADDRESS?", "+ADDRESS=7"},
		{"AT+SEND=0,3,four", "+ERR=5"}, {"AT+SEND=0,241,x", "+ERR=13"}, {"AT+SEND=0", "+ERR=5"}, {"AT+SEND=0,3,a\x00b", "+ERR=5"},
		{"AT+RESET", "+RESET +READY"}, {"AT+BAND?", "+BAND=915000000"},
	} {
		m.expect(talk[0], 400*time.Millisecond, talk[1])
	}
}

// Two modules on one network hear each other; a line end within the data ends the line.
func TestModulesHearEachOther(t *testing.T) {
	air := NewAir(Config{})
	a, b := newTerminal(t, air, REYAXConfig{Name: "a"}), newTerminal(t, air, REYAXConfig{Name: "b", Early: true})
	air.Link(0, 1, Path{RSSI: -90})
	a.expect("AT+ADDRESS=7", 100*time.Millisecond, "+OK")
	a.expect("AT+SEND=0,5,a,b,c", time.Second, "+OK")
	b.expect("", 0, "+RCV=7,5,a,b,c,-90,27")
	a.expect("AT+SEND=9,2,no", time.Second, "+OK")
	b.expect("", 0, "")
	b.module.Take([]byte("AT+SEND=0,100," + strings.Repeat("x", 100) + "\r\n"))
	b.expect("AT+SEND=0,1,y", 50*time.Millisecond, "+OK +ERR=17")
	b.expect("", time.Second, "")
	a.expect("", 0, fmt.Sprintf("+RCV=0,100,%s,-90,27", strings.Repeat("x", 100)))
	a.expect("AT+SEND=0,4,a\r\nb", time.Second, "+ERR=5 +ERR=2")
	b.expect("AT+NETWORKID=5", 100*time.Millisecond, "+OK")
	a.expect("AT+SEND=0,1,z", time.Second, "+OK")
	b.expect("", 0, "")
}

// FuzzREYAXModule: whatever a program says, and whatever comes over the air, the module goes on.
func FuzzREYAXModule(f *testing.F) {
	f.Add([]byte("AT+SEND=0,3,abc\r\nAT+PARAMETER=9,7,1,12\r\n"), []byte("\x00\x00\x00\x07\x12\x02\x00\x00hi"))
	f.Add([]byte("AT+\r\nAT?\r\nAT+?\r\nAT+=\r\nAT+SEND=,,\r\nAT+PARAMETER=99999999999999999999,,,\r\nATX\r\nAT?\r\n"), []byte{0})
	f.Fuzz(func(t *testing.T, said, aired []byte) {
		air := NewAir(Config{})
		module := NewREYAX(air, REYAXConfig{Name: "a"})
		module.Powered(true)
		air.Until(time.Second)
		module.Take(said)
		module.hear(Packet{Bytes: aired, RSSI: -90})
		for range 200 {
			air.Step()
		}
	})
}
