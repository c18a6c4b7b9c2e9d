package node

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"foirail/ledger/words"
	"foirail/lora"
)

// RadioPlanRequest asks what fits into the law's airtime, before anybody buys a radio.
type RadioPlanRequest struct {
	Villages int     // that hear each other; 0: 2
	Payments float64 // an hour, of all villages together
	Stewards int     // of each village's market: 1, 4, 7 or 10; 0: 4
	Loss     float64 // of a frame, 0 to 0.9, besides what meets on the air
	Repeats  float64 // how often others send each frame again; below 0: as the firmware does, with Meshtastic once
	Kind     string  // rnode, meshtastic; empty: both
	Preset   string  // of Meshtastic; empty: those that are in use
	Firmware string  // of Meshtastic, such as 2.7; empty: the newest
	Radio    RadioSettings
}

// RadioPlanReply is what one way to send comes to.
type RadioPlanReply struct {
	Profile  string  `json:"profile"`
	Radio    string  `json:"radio"` // rnode, meshtastic
	Region   string  `json:"region"`
	Band     string  `json:"band"`
	Duty     float64 `json:"duty"` // of each hour and transmitter, 0 to 1
	MTU      int     `json:"mtu"`
	Signed   bool    `json:"signed,omitempty"` // the firmware signs what is short, which makes it longer
	Bytes    float64 `json:"bytes"`            // said for one payment, its votes included
	Frames   float64 `json:"frames"`           // likewise
	Airtime  int64   `json:"airtime_ms"`       // likewise
	News     int64   `json:"news_ms"`          // an hour and transmitter: payments and votes,
	Beacons  int64   `json:"beacons_ms"`       // beacons,
	Repair   int64   `json:"repair_ms"`        // what was lost and is said again,
	Repeated int64   `json:"repeated_ms"`      // what others said,
	Hour     int64   `json:"hour_ms"`          // and all of it
	Budget   int64   `json:"budget_ms"`        // that the node allows itself
	Channel  float64 `json:"channel"`          // how busy the channel is, 0 to 1
	Fits     bool    `json:"fits"`             // also with what is kept for proofs of forks
	Most     int     `json:"most"`             // payments an hour that fit, of all villages together
	Delay    float64 `json:"delay_s"`          // until a payment is final in another village, on average, in seconds

	Problem *Problem `json:"problem,omitempty"` // why this may not be sent at all
}

// preset is one of Meshtastic's ways to send.
type preset struct {
	name string
	lora.Modulation
}

// presets are those that people use, the slowest first.
var presets = []preset{
	{"LongSlow", lora.Modulation{Bandwidth: 125_000, Spreading: 12, Coding: 8}},
	{"LongModerate", lora.Modulation{Bandwidth: 125_000, Spreading: 11, Coding: 8}},
	{"LongFast", lora.Modulation{Bandwidth: 250_000, Spreading: 11, Coding: 5}},
	{"MediumSlow", lora.Modulation{Bandwidth: 250_000, Spreading: 10, Coding: 5}},
	{"MediumFast", lora.Modulation{Bandwidth: 250_000, Spreading: 9, Coding: 5}},
	{"ShortSlow", lora.Modulation{Bandwidth: 250_000, Spreading: 8, Coding: 5}},
	{"ShortFast", lora.Modulation{Bandwidth: 250_000, Spreading: 7, Coding: 5}},
}

// What is planned where nobody says how.
var (
	usualPresets = []string{"LongFast", "MediumFast", "ShortFast"}
	usualFactors = []int{7, 8, 9, 10}
)

// The longest frames: what Meshtastic carries on a private port, and an RNode in one packet.
const (
	meshtasticPayload = 231
	rnodePayload      = 254
)

// Limits of a plan.
const (
	maxPlanVillages = 50
	maxPlanPayments = 100_000
	maxPlanLoss     = 0.9
	maxPlanRepeats  = 10
	planRegion      = "EU868"
)

// RadioPlan tells, for each way to send, what payments cost and how many fit. It asks no node.
func RadioPlan(in RadioPlanRequest) ([]RadioPlanReply, error) {
	in.Villages, in.Stewards = cmp.Or(in.Villages, 2), cmp.Or(in.Stewards, 4)
	in.Radio.Region = cmp.Or(in.Radio.Region, planRegion)
	if err := in.check(); err != nil {
		return nil, err
	}
	var list []RadioPlanReply
	for _, w := range in.ways() {
		reply, err := in.plan(w)
		if err != nil {
			return nil, err
		}
		list = append(list, reply)
	}
	return list, nil
}

func (in RadioPlanRequest) check() error {
	wrong := ""
	switch {
	case in.Villages < 2 || in.Villages > maxPlanVillages:
		wrong = fmt.Sprintf("--villages: 2 – %d", maxPlanVillages)
	case !(in.Payments >= 0 && in.Payments <= maxPlanPayments):
		wrong = fmt.Sprintf("--payments-per-hour: 0 – %.0f", float64(maxPlanPayments))
	case !slices.Contains([]int{1, 4, 7, 10}, in.Stewards):
		wrong = "--stewards: 1, 4, 7, 10"
	case !(in.Loss >= 0 && in.Loss <= maxPlanLoss):
		wrong = "--loss: 0 – 90"
	case !(in.Repeats <= maxPlanRepeats):
		wrong = fmt.Sprintf("--repeats: 0 – %d", maxPlanRepeats)
	case in.Kind != "" && in.Kind != "rnode" && in.Kind != "meshtastic":
		wrong = "--radio: rnode, meshtastic"
	case in.Preset != "" && in.modulations() == nil:
		wrong = "--preset: " + presetNames()
	case in.Firmware != "" && !in.firmwareKnown():
		wrong = "--firmware: 2.7, 2.8"
	}
	if wrong != "" {
		return problem(words.Usage, nil, "reason", wrong)
	}
	_, err := lora.RegionByName(in.Radio.Region)
	if err != nil {
		return problem(words.NoRegion, err, "other", strings.Join(lora.Regions(), ", "))
	}
	return nil
}

// firmwareKnown tells whether the version that was named can be read.
func (in RadioPlanRequest) firmwareKnown() bool {
	_, known := lora.MeshtasticSigns(in.version())
	return known
}

// signs tells whether Meshtastic's firmware signs what is short.
func (in RadioPlanRequest) signs() bool {
	signs, _ := lora.MeshtasticSigns(in.version())
	return in.Firmware == "" || signs
}

// version is the version that was named; people write it as v2.7, too.
func (in RadioPlanRequest) version() string {
	return strings.TrimPrefix(strings.ToLower(in.Firmware), "v")
}

func presetNames() string {
	var names []string
	for _, p := range presets {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// modulations are the presets that were asked for.
func (in RadioPlanRequest) modulations() (list []preset) {
	for _, p := range presets {
		if strings.EqualFold(p.name, in.Preset) || in.Preset == "" && slices.Contains(usualPresets, p.name) {
			list = append(list, p)
		}
	}
	return list
}

// way is one way to send.
type way struct {
	kind, name string
	settings   RadioSettings
	mtu        int
	repeats    float64
	signs      bool
	airtime    func(lora.Modulation, int) time.Duration
}

// ways are those that were asked for. Who names a spreading factor means an RNode, who names a preset
// Meshtastic.
func (in RadioPlanRequest) ways() (list []way) {
	if in.Kind != "meshtastic" && (in.Preset == "" || in.Kind == "rnode") {
		for _, factor := range in.factors() {
			s := in.Radio
			s.Spreading = factor
			list = append(list, way{kind: "rnode", settings: s, mtu: rnodePayload, airtime: lora.RNodeAirtime})
		}
	}
	if in.Kind != "rnode" && (in.Radio.Spreading == 0 || in.Kind == "meshtastic") {
		for _, p := range in.modulations() {
			s := in.Radio
			s.Bandwidth, s.Spreading, s.Coding = float64(p.Bandwidth)/1e3, p.Spreading, p.Coding
			w := way{kind: "meshtastic", name: p.name, settings: s, mtu: meshtasticPayload, repeats: 1, airtime: lora.MeshtasticAirtime, signs: in.signs()}
			if w.signs {
				w.airtime = lora.MeshtasticSigningAirtime
			}
			list = append(list, w)
		}
	}
	return list
}

func (in RadioPlanRequest) factors() []int {
	if in.Radio.Spreading != 0 {
		return []int{in.Radio.Spreading}
	}
	return usualFactors
}

// plan works out one way.
func (in RadioPlanRequest) plan(w way) (RadioPlanReply, error) {
	s, band, err := w.settings.lora().Complete()
	reply := RadioPlanReply{Profile: w.profile(s), Radio: w.kind, Region: s.Region, Band: band.Name, Duty: float64(band.Duty) / float64(lora.Whole), MTU: w.mtu, Signed: w.signs}
	if err != nil {
		reply.Problem = asProblem(portProblem(w.profile(s), err))
		return reply, nil
	}
	budget, err := planBudget(band)
	if err != nil {
		return reply, problem(words.Internal, err, "reason", err.Error())
	}
	p := radioPlan{villages: in.Villages, stewards: in.Stewards, payments: in.Payments, loss: in.Loss, mtu: w.mtu, repeats: w.repeats, budget: budget,
		airtime: func(n int) time.Duration { return w.airtime(s.Modulation(), n) }}
	if in.Repeats >= 0 {
		p.repeats = in.Repeats
	}
	reply.fill(p)
	return reply, nil
}

func (r *RadioPlanReply) fill(p radioPlan) {
	out := p.of()
	r.Bytes, r.Frames, r.Airtime = rounded(out.bytes, 1), rounded(out.frames, 2), out.airtime.Milliseconds()
	r.News, r.Beacons, r.Repair = out.news.Milliseconds(), out.beacons.Milliseconds(), out.repair.Milliseconds()
	r.Repeated, r.Hour, r.Budget = out.repeated.Milliseconds(), out.whole.Milliseconds(), p.budget.Milliseconds()
	r.Channel, r.Most, r.Delay = rounded(out.channel, 3), p.most(), rounded(out.delay.Seconds(), 1)
	r.Fits = float64(r.Most) >= p.payments
}

func rounded(x float64, digits int) float64 {
	unit := math.Pow10(digits)
	return math.Round(x*unit) / unit
}

// profile is what people call a way to send.
func (w way) profile(s lora.Settings) string {
	if w.name != "" {
		return "Meshtastic " + w.name
	}
	return fmt.Sprintf("RNode SF%d/%s 4/%d", s.Spreading, strconv.FormatFloat(float64(s.Bandwidth)/1e3, 'f', -1, 64), s.Coding)
}
