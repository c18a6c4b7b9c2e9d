package loratest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// client is a program at a board's port that writes raw messages, and what the board told it.
type client struct {
	t     *testing.T
	air   *Air
	board *Meshtastic
	said  []byte
}

// newClient starts a board that is up, with nobody having spoken to it.
func newClient(t *testing.T, air *Air, cfg MeshtasticConfig) *client {
	c := &client{t: t, air: air, board: NewMeshtastic(air, cfg)}
	c.board.Opened(func(p []byte) { c.said = append(c.said, p...) })
	c.board.Powered(true)
	air.Until(air.Now() + 4*time.Second)
	if got := c.heard(); got != "rebooted" {
		t.Fatalf("it started with %q", got)
	}
	return c
}

// connected has been told the settings.
func connected(t *testing.T, air *Air, cfg MeshtasticConfig) *client {
	c := newClient(t, air, cfg)
	c.want(7)
	return c
}

func (c *client) ask(m message) { c.board.Take(streamFrame(m)) }

// want asks for the settings and tells what came.
func (c *client) want(nonce uint64) string {
	c.ask(message(nil).num(toWantConfig, nonce))
	return c.heard()
}

// hand hands over a frame for everybody on a channel, or for one.
func (c *client) hand(id uint32, to uint32, channel uint64, ack uint64, payload []byte) {
	data := message(nil).num(1, 256).bytes(2, payload)
	packet := message(nil).fixed(2, to).num(3, channel).bytes(4, data).fixed(6, id).num(9, 3).num(10, ack)
	c.ask(message(nil).bytes(toPacket, packet))
}

// pass lets time go by and tells what came.
func (c *client) pass(d time.Duration) string {
	c.air.Until(c.air.Now() + d)
	return c.heard()
}

// heard tells in words what the board has said since the last time. Its figures of every minute are left out.
func (c *client) heard() string {
	var words []string
	var p streamParser
	p.take(c.said, func(b []byte) {
		f, ok := readFields(b)
		if !ok {
			c.t.Fatalf("it says %x", b)
		}
		if w := describe(f); w != "" {
			words = append(words, w)
		}
	})
	c.said = nil
	return strings.Join(words, " ")
}

func describe(f fields) string {
	inner := func(part int) fields { g, _ := readFields(f.bytes[part]); return g }
	switch {
	case f.numbers[fromRebooted] != 0:
		return "rebooted"
	case f.numbers[fromComplete] != 0:
		return fmt.Sprint("complete ", f.numbers[fromComplete])
	case f.has(fromQueue):
		q := inner(fromQueue)
		return fmt.Sprintf("queue %d, %d of %d free", q.numbers[1], q.numbers[2], q.numbers[3])
	case f.has(fromPacket):
		return describePacket(inner(fromPacket))
	}
	for part, name := range map[int]string{fromMyInfo: "info", fromNode: "node", fromMetadata: "metadata", fromChannel: "channel", fromConfig: "config", fromModule: "module", fromNotification: "notification"} {
		if f.has(part) {
			return name
		}
	}
	return "?"
}

func describePacket(p fields) string {
	d, _ := readFields(p.bytes[4])
	switch d.numbers[1] {
	case portTelemetry:
		return ""
	case portRouting:
		r, _ := readFields(d.bytes[2])
		return fmt.Sprintf("routing %d for %d", r.numbers[3], d.numbers[6])
	}
	return fmt.Sprintf("%q on %d, %d hops left", d.bytes[2], p.numbers[3], p.numbers[9])
}

// wires counts the bytes of what is sent on an air.
func wires(seed uint64) (*Air, *[]int) {
	sizes := new([]int)
	return NewAir(Config{Seed: seed, Told: func(e Event) {
		if e.Kind == Sent {
			*sizes = append(*sizes, len(e.Bytes))
		}
	}}), sizes
}

func TestTheBoardDescribesItself(t *testing.T) {
	c := newClient(t, NewAir(Config{}), MeshtasticConfig{Name: "a"})
	settings := "metadata" + strings.Repeat(" channel", 8) + strings.Repeat(" config", 8) + strings.Repeat(" module", 10)
	for nonce, want := range map[uint64]string{
		12345: "info node " + settings + " complete 12345", nonceSettings: "info node " + settings + " complete 69420", nonceNodes: "node complete 69421",
	} {
		if got := c.want(nonce); got != want {
			t.Errorf("%d is answered with %s, want %s", nonce, got, want)
		}
	}
}

// A board is mute until it is asked for its settings, keeps 32 messages, and forgets the oldest.
func TestTheBoardIsMuteUntilItIsAsked(t *testing.T) {
	air, _ := wires(1)
	a, b := connected(t, air, MeshtasticConfig{Name: "a", Preset: 6, Hops: 1}), newClient(t, air, MeshtasticConfig{Name: "b", Preset: 6})
	air.Link(0, 1, Path{RSSI: -90})
	for i := range 40 {
		a.hand(uint32(i+1), everyone, 1, 0, []byte{byte('0' + i)})
		a.pass(time.Second)
	}
	if got := b.heard(); got != "" {
		t.Errorf("unasked it said %s", got)
	}
	got := strings.Split(b.want(5), "complete 5 ")[1]
	if n := strings.Count(got, "hops left"); n != phoneQueue-1 && n != phoneQueue || !strings.Contains(got, `"W"`) || strings.Contains(got, `"0"`) {
		t.Errorf("%d were kept: %s", n, got)
	}
}

func TestAClientThatSaysNothingIsForgotten(t *testing.T) {
	air, _ := wires(1)
	a, b := connected(t, air, MeshtasticConfig{Name: "a"}), connected(t, air, MeshtasticConfig{Name: "b"})
	air.Link(0, 1, Path{RSSI: -90})
	b.pass(16 * time.Minute)
	a.hand(1, everyone, 1, 0, []byte("late"))
	if got := b.pass(10 * time.Second); got != "" {
		t.Errorf("after 16 minutes it said %s", got)
	}
	if got := b.want(9); !strings.Contains(got, `"late" on 1`) {
		t.Errorf("asked again it said %s", got)
	}
	b.pass(14 * time.Minute)
	b.ask(message(nil).bytes(toHeartbeat, nil))
	b.pass(14 * time.Minute)
	a.hand(2, everyone, 1, 0, []byte("in time"))
	if got := b.pass(10 * time.Second); !strings.Contains(got, `"in time" on 1`) {
		t.Errorf("with a heartbeat it said %s", got)
	}
}

func TestWhatTheBoardRefuses(t *testing.T) {
	air, sizes := wires(1)
	c := connected(t, air, MeshtasticConfig{Name: "a"})
	for _, step := range []struct {
		id      uint32
		channel uint64
		bytes   int
		want    string
	}{
		{1, 1, 231, "queue 0, 15 of 16 free"},
		{1, 1, 231, ""}, // the same once more
		{2, 1, 232, "queue 7, 16 of 16 free routing 7 for 2"},
		{3, 2, 10, "queue 6, 16 of 16 free routing 6 for 3"},
	} {
		c.hand(step.id, everyone, step.channel, 0, make([]byte, step.bytes))
		if got := c.heard(); got != step.want {
			t.Errorf("%d bytes on %d: %s, want %s", step.bytes, step.channel, got, step.want)
		}
		c.pass(10 * time.Second)
	}
	if !slices.Equal(*sizes, []int{255}) {
		t.Errorf("on the air as %v", *sizes)
	}
	c.board.Take([]byte("\x94\xC3\x00\x03\x0a\xFFx\x94\xC3\x02\x01"))
	c.ask(message(nil).bytes(toHeartbeat, nil))
	if got := c.heard(); got != "queue 0, 16 of 16 free" {
		t.Errorf("after nonsense: %s", got)
	}
}

// What a payload becomes on the air: 16 bytes of head, 7 or 8 around it, and 66 of signature where those have room.
func TestOnTheAir(t *testing.T) {
	for firmware, want := range map[string][]int{"2.8.0": {16 + 7 + 32 + 66, 16 + 7 + 127 + 66, 16 + 8 + 128 + 66, 255, 16 + 8 + 166}, "2.7.11": {55, 150, 152, 189, 190}} {
		air, sizes := wires(1)
		c := connected(t, air, MeshtasticConfig{Name: "a", Firmware: firmware})
		for i, n := range []int{32, 127, 128, 165, 166} {
			c.hand(uint32(i+1), everyone, 1, 0, make([]byte, n))
			c.pass(10 * time.Second)
		}
		if !slices.Equal(*sizes, want) {
			t.Errorf("%s: %v, want %v", firmware, *sizes, want)
		}
	}
}

// line is some boards of which each hears its neighbours alone.
func line(t *testing.T, air *Air, cfgs ...MeshtasticConfig) (clients []*client) {
	for i, cfg := range cfgs {
		cfg.Name = string(rune('a' + i))
		clients = append(clients, connected(t, air, cfg))
		if i > 0 {
			air.Link(Station(i-1), Station(i), Path{RSSI: -90})
		}
	}
	return clients
}

func TestTheMeshRepeats(t *testing.T) {
	air, sizes := wires(3)
	c := line(t, air, MeshtasticConfig{}, MeshtasticConfig{Channels: HomeChannels()[:1]}, MeshtasticConfig{}, MeshtasticConfig{}, MeshtasticConfig{}, MeshtasticConfig{})
	c[0].hand(77, everyone, 1, 0, []byte("far"))
	air.Until(air.Now() + 30*time.Second)
	for i, want := range []string{
		"queue 0, 15 of 16 free",
		"", // it does not know the channel, and repeats all the same
		`"far" on 1, 2 hops left`, `"far" on 1, 1 hops left`, `"far" on 1, 0 hops left`,
		"", // too far
	} {
		if got := c[i].heard(); got != want {
			t.Errorf("%d of the line: %s, want %s", i, got, want)
		}
	}
	if len(*sizes) != 4 {
		t.Errorf("sent %d times", len(*sizes))
	}
}

// A board that takes signed packets alone hears what has room for a signature, and passes nothing else on.
func TestSignedPacketsAlone(t *testing.T) {
	air, sizes := wires(3)
	c := line(t, air, MeshtasticConfig{}, MeshtasticConfig{Strict: true}, MeshtasticConfig{})
	for i, n := range []int{165, 166} {
		c[0].hand(uint32(i+1), everyone, 1, 0, make([]byte, n))
		air.Until(air.Now() + 30*time.Second)
	}
	if heard := c[1].heard(); strings.Count(heard, " on 1, ") != 1 || len(*sizes) != 4 {
		t.Errorf("it heard %s, and %v were on the air", heard, *sizes)
	}
}

func TestWhoIsMeantConfirms(t *testing.T) {
	air, sizes := wires(3)
	c := line(t, air, MeshtasticConfig{}, MeshtasticConfig{}, MeshtasticConfig{})
	c[0].hand(5, c[2].board.Node(), 1, 1, []byte("you"))
	if got := c[0].pass(time.Minute); !strings.Contains(got, "routing 0 for 5") {
		t.Errorf("the sender heard %s", got)
	}
	if got := c[2].heard(); got != `"you" on 1, 2 hops left` {
		t.Errorf("who was meant heard %s", got)
	}
	*sizes = nil
	air.Cut(0, 1)
	c[0].hand(6, c[2].board.Node(), 1, 1, []byte("you"))
	if got := c[0].pass(5 * time.Minute); !strings.HasSuffix(got, "routing 5 for 6") || len(*sizes) != sends {
		t.Errorf("sent %d times, then heard %s", len(*sizes), got)
	}
}

// A board without a region neither sends nor hears.
func TestWithoutARegion(t *testing.T) {
	air, sizes := wires(3)
	c := line(t, air, MeshtasticConfig{NoRegion: true}, MeshtasticConfig{})
	node := c[0].board.Node()
	c[0].hand(5, everyone, 1, 0, []byte("mute"))
	if got := c[0].heard(); got != "queue 34, 16 of 16 free" {
		t.Errorf("it says %s", got)
	}
	c[1].hand(5, everyone, 1, 0, []byte("deaf"))
	if got := c[0].pass(10 * time.Second); got != "" || len(*sizes) != 1 {
		t.Errorf("it says %s, %d were sent", got, len(*sizes))
	}
	c[0].board.SetRegion(regionEU868)
	c[1].hand(6, everyone, 1, 0, []byte("there"))
	if got := c[0].pass(10 * time.Second); got != `"there" on 1, 3 hops left` || c[0].board.Node() == node {
		t.Errorf("with a region it says %s", got)
	}
}

func TestTheLogStandsBetweenTheFrames(t *testing.T) {
	c := connected(t, NewAir(Config{}), MeshtasticConfig{Name: "a", Logs: true})
	c.ask(message(nil).bytes(toHeartbeat, nil))
	if !bytes.HasPrefix(c.said, []byte("INFO  | ")) || !bytes.HasSuffix(c.said, []byte("\r\n")) {
		t.Errorf("it says %q", c.said)
	}
	if got := c.heard(); got != "queue 0, 16 of 16 free" {
		t.Errorf("it says %s", got)
	}
}

// FuzzMeshtasticBoard: whatever a program says, and whatever comes over the air, the board goes on.
func FuzzMeshtasticBoard(f *testing.F) {
	packet := message(nil).fixed(2, everyone).num(3, 1).bytes(4, message(nil).num(1, 256).bytes(2, []byte("hi"))).fixed(6, 9).num(9, 3)
	f.Add(streamFrame(message(nil).bytes(toPacket, packet)), []byte("\xff\xff\xff\xff\x01\x00\x00\x00\x02\x00\x00\x00\x63\x08\x00\x00data"))
	f.Add(streamFrame(message(nil).num(toWantConfig, nonceSettings)), make([]byte, headBytes))
	f.Add(streamFrame(message(nil).bytes(toPacket, message(nil).num(3, 1<<63).bytes(4, nil))), []byte{})
	f.Fuzz(func(t *testing.T, said, aired []byte) {
		air := NewAir(Config{})
		board := NewMeshtastic(air, MeshtasticConfig{Name: "a", Preset: 6})
		board.Powered(true)
		air.Until(4 * time.Second)
		board.Opened(func([]byte) {})
		board.Take(streamFrame(message(nil).num(toWantConfig, 1)))
		board.Take(said)
		board.hear(Packet{Bytes: aired, RSSI: -90})
		air.Until(8 * time.Second)
		if len(board.parser.rest) > 4+streamMost || len(board.radio.queue) > txQueue || len(board.session.queue) > phoneQueue {
			t.Errorf("it keeps %d, %d, %d", len(board.parser.rest), len(board.radio.queue), len(board.session.queue))
		}
	})
}
