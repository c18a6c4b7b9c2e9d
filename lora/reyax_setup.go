package lora

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// setUp finds the module and makes it a radio as the settings say. Nothing is saved in it: its memory wears out.
func (t *reyaxTalk) setUp(ctx context.Context) error {
	if err := t.find(ctx); err != nil {
		return err
	}
	if err := t.introduce(ctx); err != nil {
		return err
	}
	for _, p := range t.parameters() {
		if err := t.set(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// find asks whether anybody is there. The first answer may be about what stood in the module's line before.
func (t *reyaxTalk) find(ctx context.Context) error {
	if err := t.say(nil); err != nil {
		return err
	}
	_, err := t.ask(ctx, "AT", reyaxOK)
	for range resetsLimit {
		if !errors.Is(err, errReset) {
			break
		}
		_, err = t.ask(ctx, "AT", reyaxOK) // it has just started
	}
	if errors.Is(err, errPatience) || refused(err) {
		return silence(because(OtherFirmware, "REYAX"), "as a REYAX module does")
	}
	return err
}

// oldModule is what the version of an RYLR896 begins with; those of the RYLR998 begin with its name.
const oldModule = "RY89"

// introduce asks which module it is. One that does not say is taken for a newer one.
func (t *reyaxTalk) introduce(ctx context.Context) error {
	version, err := t.ask(ctx, "AT+VER?", "+VER=")
	if err != nil && !refused(err) && !errors.Is(err, errPatience) {
		return err
	}
	device, old := "REYAX RYLR998", strings.HasPrefix(version, oldModule) || strings.HasPrefix(version, "RYLR89")
	t.preamble.Store(reyaxPreamble)
	if old {
		device = "REYAX RYLR896"
		t.preamble.Store(reyaxOldLead)
	}
	t.desk.Note(func(s *Status) { s.Device, s.Firmware, s.Told = device, version, "" })
	return t.able(old)
}

// able turns away what the newer chip cannot do at a bandwidth.
func (t *reyaxTalk) able(old bool) error {
	s := t.settings
	most, known := map[int]int{125_000: 9, 250_000: 10, 500_000: 11}[s.Bandwidth]
	if old || known && s.Spreading <= most {
		return nil
	}
	return unfit(because(ModulePace, kilohertzOf(s.Bandwidth), s.Spreading), "this module does not send with %d Hz and spreading factor %d: 9 goes with 125000, 10 with 250000, 11 with 500000",
		s.Bandwidth, s.Spreading)
}

// reyaxParameter is one setting, by its name and as it is written.
type reyaxParameter struct{ name, value string }

func (t *reyaxTalk) parameters() []reyaxParameter {
	s := t.settings
	return []reyaxParameter{
		{"BAND", fmt.Sprint(s.Frequency)},
		{"NETWORKID", fmt.Sprint(s.Network)},
		{"PARAMETER", fmt.Sprintf("%d,%d,%d,%d", s.Spreading, t.bandwidthCode(), s.Coding-4, t.preamble.Load())},
		{"CRFOP", fmt.Sprint(s.Power)},
	}
}

// set tells the module one setting and then asks for it.
func (t *reyaxTalk) set(ctx context.Context, p reyaxParameter) error {
	_, err := t.ask(ctx, "AT+"+p.name+"="+p.value, reyaxOK)
	if refused(err) {
		return unfit(because(NotTaken, "AT+"+p.name, p.value, refusal(err)), "asked for %s %s, %v", p.name, p.value, err)
	}
	if err != nil {
		return noAnswer(err, "when it is told "+p.name)
	}
	return t.verify(ctx, p)
}

// verify holds what the module says against what it was told.
func (t *reyaxTalk) verify(ctx context.Context, p reyaxParameter) error {
	got, err := t.ask(ctx, "AT+"+p.name+"?", "+"+p.name+"=")
	if refused(err) {
		return unfit(because(NotTaken, "AT+"+p.name, p.value, refusal(err)), "the module does not say what it has as %s: %v", p.name, err)
	}
	if err != nil {
		return noAnswer(err, "what it has as "+p.name)
	}
	if got != p.value {
		return unfit(because(NotTaken, "AT+"+p.name, p.value, got), "asked for %s %s, the module says %s", p.name, p.value, got)
	}
	return nil
}

// refusal is the module's error as it writes it.
func refusal(err error) string {
	var no *REYAXRefused
	if errors.As(err, &no) {
		return fmt.Sprint(reyaxERR, no.Code)
	}
	return "?"
}
