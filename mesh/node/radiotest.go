package node

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"foirail/ledger/words"
	"foirail/lora"
)

// RadioTestRequest sends some frames through a radio, to another one on this machine or to whoever
// tests elsewhere.
type RadioTestRequest struct {
	Radio  RadioSettings
	With   string        // the address of another radio of this machine, set in the same way; empty: none
	Frames int           // to send each way; 0: 5
	Size   int           // of a frame, in bytes; 0: as long as one with a payment
	Listen time.Duration // how long to listen for others afterwards, where there is no second radio; 0: 20 s
}

// RadioTestReply is what one radio sent and another one heard.
type RadioTestReply struct {
	From    string  `json:"from"`           // an address; of somebody elsewhere, the name of his test
	To      string  `json:"to,omitempty"`   // an address; empty where nobody here listens
	Bytes   int     `json:"bytes"`          // of a frame
	Sent    int     `json:"sent"`           // frames
	Heard   int     `json:"heard"`          // of them
	Loss    float64 `json:"loss"`           // 0 to 1
	RSSI    int     `json:"rssi,omitempty"` // dBm, in the middle; absent where the device does not say
	SNR     float64 `json:"snr,omitempty"`  // dB, in the middle
	Airtime int64   `json:"airtime_ms"`     // of one frame
}

// Limits of a test, and what is taken where nothing is said.
const (
	testFrames     = 5
	maxTestFrames  = 50
	testListen     = 20 * time.Second
	maxTestListen  = 10 * time.Minute
	testReadyWait  = 40 * time.Second // for the device: three questions after a start
	testFrameBytes = 85               // a head and a payment
)

// RadioTest tries one radio or two. Where a node runs on the directory it is asked, since it owns the
// tallies of airtime; else the directory is made when it is not there: what is spent must be
// remembered. Its problems are those of the port, and not_heard is left to who reads the reply.
func RadioTest(ctx context.Context, config Config, in RadioTestRequest) ([]RadioTestReply, error) {
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, told(config, err)
	}
	budgets := lora.NewBudgets(config.Dir, 0)
	list, err := config.radioTest(ctx, budgets, in)
	return list, errors.Join(err, told(config, budgets.Close()))
}

// RadioTest tries radios on a machine whose node runs.
func (n *Node) RadioTest(ctx context.Context, in RadioTestRequest) ([]RadioTestReply, error) {
	n.run.roads.RLock()
	running := n.run.radios
	n.run.roads.RUnlock()
	if running == nil {
		return RadioTest(ctx, n.config, in)
	}
	return n.config.radioTest(ctx, running.budgets, in)
}

func (in *RadioTestRequest) complete() error {
	in.Frames, in.Size, in.Listen = cmp.Or(in.Frames, testFrames), cmp.Or(in.Size, testFrameBytes), cmp.Or(in.Listen, testListen)
	if in.Frames < 1 || in.Frames > maxTestFrames {
		return problem(words.Usage, nil, "reason", fmt.Sprintf("--frames: 1 – %d", maxTestFrames))
	}
	if in.Size < radioFrameLeast {
		return problem(words.Usage, nil, "reason", fmt.Sprintf("--size: ≥ %d", radioFrameLeast))
	}
	if in.Listen < 0 || in.Listen > maxTestListen {
		return problem(words.Usage, nil, "reason", fmt.Sprintf("--listen: ≤ %v", maxTestListen))
	}
	return nil
}

func (c Config) radioTest(ctx context.Context, budgets *lora.Budgets, in RadioTestRequest) ([]RadioTestReply, error) {
	if err := in.complete(); err != nil {
		return nil, err
	}
	settings := []RadioSettings{in.Radio}
	if in.With != "" {
		settings = append(settings, RadioSettings{Address: in.With}.over(in.Radio))
	}
	var ends []*testEnd
	for _, s := range settings {
		end, err := c.testEnd(s, budgets, in.Size)
		if err != nil {
			return nil, err
		}
		ends = append(ends, end)
	}
	return runTest(ctx, in, ends)
}

// runTest holds the ports while the frames go to and fro.
func runTest(ctx context.Context, in RadioTestRequest, ends []*testEnd) (list []RadioTestReply, err error) {
	ctx, stop := context.WithCancel(ctx)
	group, ctx := errgroup.WithContext(ctx)
	for _, end := range ends {
		group.Go(func() error { return end.radio.device.Run(ctx) })
		group.Go(func() error { return end.listen(ctx) })
	}
	err = talkTest(ctx, in, ends)
	stop()
	if over := group.Wait(); err == nil {
		err = over
	}
	if err != nil {
		return nil, err
	}
	return results(in, ends), nil
}

// talkTest lets each radio send in its turn, and then waits for what is still on its way, or, with one
// radio, for others.
func talkTest(ctx context.Context, in RadioTestRequest, ends []*testEnd) error {
	for _, end := range ends {
		if err := end.ready(ctx); err != nil {
			return err
		}
	}
	for _, end := range ends {
		if err := end.send(ctx, in); err != nil {
			return err
		}
	}
	wait := 2*ends[0].radio.device.Airtime(ends[0].size) + time.Second
	if len(ends) == 1 {
		wait = in.Listen
	}
	if !pauseFor(ctx, wait) {
		return problem(words.Interrupted, ctx.Err())
	}
	return nil
}

// testEnd is one radio of a test.
type testEnd struct {
	radio  *radio
	tester [4]byte
	size   int

	mu    sync.Mutex // guards heard
	heard map[[4]byte]*heardTest
}

// heardTest is what was heard of one tester.
type heardTest struct {
	indexes map[uint8]bool
	total   int
	size    int
	rssi    []int
	snr     []float64
}

// maxTesters bounds the testers elsewhere that are told apart.
const maxTesters = 64

func (c Config) testEnd(s RadioSettings, budgets *lora.Budgets, size int) (*testEnd, error) {
	r, err := c.radio(s, budgets, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	end := &testEnd{radio: r, size: min(size, r.MTU()), heard: map[[4]byte]*heardTest{}}
	_, err = io.ReadFull(c.random(), end.tester[:])
	return end, err
}

// readyLook is how often a radio that is being set up is looked at.
const readyLook = 50 * time.Millisecond

// ready waits for the device. Its problem is why there is none.
func (e *testEnd) ready(ctx context.Context) error {
	end := time.Now().Add(testReadyWait)
	for {
		s := e.radio.device.Status()
		p := radioProblem(s)
		if s.State == lora.Ready {
			return nil
		}
		if p == nil && time.Now().After(end) {
			p = reasonProblem(s.Port, &lora.NoAnswer{To: "in time"})
		}
		if p != nil {
			return p
		}
		if !pauseFor(ctx, readyLook) {
			return problem(words.Interrupted, ctx.Err())
		}
	}
}

// send sends the frames, each after the one before has left, with a pause in which others can speak.
func (e *testEnd) send(ctx context.Context, in RadioTestRequest) error {
	for i := range in.Frames {
		f := radioFrame{tester: e.tester, index: uint8(i), total: uint8(in.Frames), size: e.size}
		err := e.radio.device.Send(ctx, f.encode())
		var poor *lora.NoAirtime
		switch {
		case errors.As(err, &poor):
			return airtimeProblem(poor)
		case err != nil && ctx.Err() != nil:
			return problem(words.Interrupted, err)
		case err != nil:
			return portProblem(e.radio.address, cmp.Or[error](e.radio.device.Status().Reason, &lora.NoAnswer{To: err.Error()}))
		}
		if !pauseFor(ctx, e.pause(i)) {
			return problem(words.Interrupted, ctx.Err())
		}
	}
	return nil
}

// pause is the time that a frame takes, and between a half and one and a half of that again, by the
// tester's name, so that two who began together do not go on together.
func (e *testEnd) pause(i int) time.Duration {
	air := e.radio.device.Airtime(e.size)
	return air + air/2 + air*time.Duration(e.tester[i%len(e.tester)])/256
}

// listen notes the frames of tests until ctx ends.
func (e *testEnd) listen(ctx context.Context) error {
	for {
		select {
		case f := <-e.radio.device.Frames():
			e.note(f)
		case <-ctx.Done():
			return nil
		}
	}
}

func (e *testEnd) note(f lora.Frame) {
	frame, err := decodeRadioFrame(f.Bytes)
	if err != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	h := e.heard[frame.tester]
	if h == nil {
		if len(e.heard) >= maxTesters {
			return
		}
		h = &heardTest{indexes: map[uint8]bool{}}
		e.heard[frame.tester] = h
	}
	h.indexes[frame.index], h.total, h.size = true, int(frame.total), frame.size
	h.rssi, h.snr = append(h.rssi, f.RSSI), append(h.snr, f.SNR)
}

// results tells each way between the radios of this machine, and what each heard from elsewhere.
func results(in RadioTestRequest, ends []*testEnd) (list []RadioTestReply) {
	own := map[[4]byte]bool{}
	for i, end := range ends {
		own[end.tester] = true
		reply := end.reply(in.Frames)
		if len(ends) == 2 {
			other := ends[1-i]
			reply.To = other.radio.address
			reply.hears(other.heard[end.tester])
		}
		list = append(list, reply)
	}
	for _, end := range ends {
		list = append(list, end.strangers(own)...)
	}
	return list
}

func (e *testEnd) reply(sent int) RadioTestReply {
	return RadioTestReply{From: e.radio.address, Bytes: e.size, Sent: sent, Airtime: e.radio.device.Airtime(e.size).Milliseconds()}
}

// strangers is what was heard of testers elsewhere, in the order of their names.
func (e *testEnd) strangers(own map[[4]byte]bool) (list []RadioTestReply) {
	for tester, h := range e.heard {
		if own[tester] {
			continue
		}
		reply := RadioTestReply{From: fmt.Sprintf("%x", tester), To: e.radio.address, Bytes: h.size, Sent: h.total,
			Airtime: e.radio.device.Airtime(h.size).Milliseconds()}
		reply.hears(h)
		list = append(list, reply)
	}
	slices.SortFunc(list, func(a, b RadioTestReply) int { return cmp.Compare(a.From, b.From) })
	return list
}

// hears fills in what was heard.
func (r *RadioTestReply) hears(h *heardTest) {
	if h != nil {
		r.Heard, r.RSSI, r.SNR = len(h.indexes), middle(h.rssi), middle(h.snr)
	}
	r.Loss = 1 - float64(r.Heard)/float64(r.Sent)
}

// middle is the median.
func middle[T int | float64](list []T) (m T) {
	if len(list) == 0 {
		return m
	}
	slices.Sort(list)
	return list[len(list)/2]
}
