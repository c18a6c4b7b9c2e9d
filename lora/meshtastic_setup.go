package lora

import (
	"context"
	"errors"
	"slices"
	"time"
)

// boardFacts is what a board says of itself when it is asked.
type boardFacts struct {
	node     uint32
	lora     *loraConfig
	security securityConfig
	channels []meshChannel
	metadata metadata
}

// note keeps what belongs to the answer.
func (b *boardFacts) note(m fromBoard) {
	if m.node != 0 {
		b.node = m.node
	}
	if m.lora != nil {
		b.lora = m.lora
	}
	if m.security != nil {
		b.security = *m.security
	}
	if m.metadata != nil {
		b.metadata = *m.metadata
	}
	if c := m.channel; c != nil && c.index >= 0 && c.index < mostChannels {
		b.channels = slices.DeleteFunc(b.channels, func(old meshChannel) bool { return old.index == c.index })
		b.channels = append(b.channels, meshChannel{index: c.index, role: c.role, name: c.name, key: slices.Clone(c.key)})
	}
}

// primary is the name of the first channel.
func (b *boardFacts) primary() string {
	for _, c := range b.channels {
		if c.role == rolePrimary {
			return c.name
		}
	}
	return ""
}

// boardPlan is what we make of it: where we send, and how the board does.
type boardPlan struct {
	node    uint32
	channel int
	modem   meshModem
}

// setUp asks the board how it is set up and judges whether it can serve us.
func (t *meshTalk) setUp(ctx context.Context) error {
	facts, err := t.hearFacts(ctx)
	if err != nil {
		return err
	}
	plan, err := t.judge(facts)
	if err != nil {
		return err
	}
	t.begin(plan)
	return t.say(sayHeartbeat()) // its answer tells whether there is room
}

// hearFacts asks for the settings until they have come whole. A board that is starting is asked again.
func (t *meshTalk) hearFacts(ctx context.Context) (*boardFacts, error) {
	whole := time.Now().Add(meshTold)
	for range meshAsks {
		nonce, err := t.wake(ctx)
		if err != nil {
			return nil, err
		}
		facts, err := t.answerTo(ctx, nonce, whole)
		if !errors.Is(err, errPatience) && !errors.Is(err, errAnew) {
			return facts, err
		}
	}
	return nil, silence(because(OtherFirmware, "Meshtastic"), t.told.with("as Meshtastic does"))
}

// The nonces that have a meaning of their own for the board.
const (
	onlySettings = 69420 // nothing of the other nodes
	onlyNodes    = 69421
)

// wake stirs the board and asks for its settings.
func (t *meshTalk) wake(ctx context.Context) (nonce uint32, err error) {
	if err := t.line.Write(meshtasticWake); err != nil {
		return 0, err
	}
	if err := t.idle(ctx, meshWake); err != nil && !errors.Is(err, errAnew) {
		return 0, err
	}
	for nonce = 0; nonce == 0 || nonce == onlySettings || nonce == onlyNodes; {
		nonce = t.Rand.Uint32()
	}
	return nonce, t.say(sayWantConfig(nonce))
}

// answerTo hears out the answer to one question.
func (t *meshTalk) answerTo(ctx context.Context, nonce uint32, whole time.Time) (*boardFacts, error) {
	facts := &boardFacts{}
	patience := time.NewTimer(meshPatience)
	defer patience.Stop()
	for time.Now().Before(whole) {
		m, err := t.hear(ctx, patience.C)
		if err != nil {
			return nil, err
		}
		if m.rebooted {
			return nil, errAnew
		}
		if m.complete == nonce {
			return facts, nil
		}
		facts.note(m)
		patience.Reset(meshPatience)
	}
	return nil, silence(because(HalfAnswers), "with all of its settings in two minutes")
}

// judge holds the board's settings against what we need, and says in words what is missing.
func (t *meshTalk) judge(f *boardFacts) (boardPlan, error) {
	if f.node == 0 || f.lora == nil {
		return boardPlan{}, silence(because(HalfAnswers), "with its settings")
	}
	t.introduce(f.metadata)
	if f.lora.region == 0 {
		return boardPlan{}, unfit(because(NoBoardRegion, t.regionName()), "the board has no region yet, so it neither sends nor hears: set one with the Meshtastic app, "+
			"or with: meshtastic --set lora.region %s", t.regionName())
	}
	if !f.lora.sends {
		return boardPlan{}, unfit(because(SendingOff), "sending is turned off on the board: turn it on with: meshtastic --set lora.tx_enabled true")
	}
	if f.security.policy == policyStrict {
		return boardPlan{}, unfit(because(SignedOnly), "the board takes signed packets alone, so it hears none of our longer frames: "+
			"let it take others, too, with: meshtastic --set security.packet_signature_policy PACKET_SIGNATURE_POLICY_BALANCED")
	}
	modem, err := f.lora.modem(f.primary())
	if err != nil {
		return boardPlan{}, err
	}
	modem.signs = signs(f.metadata.firmware)
	if err := t.lawful(modem); err != nil {
		return boardPlan{}, err
	}
	channel, err := chooseChannel(f.channels, t.settings.Channel)
	return boardPlan{node: f.node, channel: channel.index, modem: modem}, err
}

// introduce notes which board it is.
func (t *meshTalk) introduce(m metadata) {
	t.desk.Note(func(s *Status) { s.Device, s.Firmware = meshModel(m.model), "Meshtastic "+m.firmware })
}

// regionName is Meshtastic's name for the region that was asked for.
func (t *meshTalk) regionName() string {
	for _, number := range []uint32{1, 2, 3, 6, 7, 10, 12} {
		if r := meshRegions[number]; r.ours == t.settings.Region {
			return r.name
		}
	}
	return t.settings.Region
}

// lawful holds how the board sends against our plan, and against the sub-band whose airtime is counted.
func (t *meshTalk) lawful(m meshModem) error {
	if m.region.ours != t.settings.Region {
		return unfit(because(OtherRegion, m.region.name, t.settings.Region), "the board is set to the region %s, this radio to %s: set both alike", m.region.name, t.settings.Region)
	}
	region, err := RegionByName(t.settings.Region)
	if err != nil {
		return err
	}
	band, err := region.Band(m.frequency, m.Bandwidth)
	if err != nil {
		return unfit(because(BoardFrequency, megahertz(m.frequency), region.Name), "the board sends with %s at %s MHz: %v", m.preset, megahertz(m.frequency), err)
	}
	if band.Name != t.band.Name {
		return unfit(because(OtherBand, megahertz(m.frequency), band.Name, t.band.Name), "the board sends at %s MHz, in the sub-band %s, but the airtime of %s is counted: "+
			"set the frequency of this radio to the board's", megahertz(m.frequency), band.Name, t.band.Name)
	}
	if m.power > band.Power {
		return unfit(because(BoardPower, m.power, band.Power),
			"the board sends with %d dBm where %d are allowed: lower it with: meshtastic --set lora.tx_power %[2]d", m.power, band.Power)
	}
	return nil
}
