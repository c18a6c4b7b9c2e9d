package mesh

// Protocol names the conversation on links that tell several apart.
const Protocol = "/foirail/sync/0"

// Bounds of the wire form. A message is refused before it is read when its length says more.
const (
	Version      = 0         // first byte of a message
	MaxMessage   = 256 << 10 // a whole message, without its length, in bytes
	MaxName      = 64        // what a node calls itself, in bytes
	MaxPieces    = 16        // of a frontier
	MaxHeads     = 4096      // heads in one piece
	MaxMarkets   = 256       // markets in one piece
	MaxHashes    = 1024      // hashes asked for in one message, or said to be gone
	MaxSpans     = 64        // parts of chains asked for, or asked about
	MaxBranches  = 16        // heads told of one chain that was asked about
	maxSeat      = 9
	maxEpoch     = 65535
	maxSerial    = 4096
	lengthSize   = 4 // in front of every message
	entriesSize  = MaxMessage - 16
	giveAtOnce   = 512 // entries named in one message; the driver cuts them to size
	spanAnswered = 256 // entries given for one part of a chain
)

// Bounds of what a node keeps for others, and of its patience. A tick is about 50 ms.
const (
	maxInbox      = 4096    // entries of one peer that wait for the book
	maxInboxBytes = 1 << 20 // and their size
	maxParked     = 4096    // entries of one peer that wait for another entry
	maxParkedSize = 2 << 20
	maxParkedAll  = 8 << 20 // of all peers
	maxStrangers  = 512     // entries held of authors whom the ledger does not know
	maxQueue      = 8192    // hashes that wait to be sent to one peer, of each sort
	maxSpeech     = 64      // other messages that wait to be sent to one peer
	maxFaults     = 32      // bad signatures or bytes, until a peer is let go
	maxCredit     = 4096    // how much of no use a peer may bring at once: an entry in a message costs 1
	creditATick   = 8       // and the ticks make good
	firstCredit   = 1280    // lent to a new peer, from a purse for all: a longest message of payments
	maxPurse      = 4096    // what is in it
	purseATick    = 32      // and the ticks put there
	useWorth      = 64      // earned by an entry that the book takes, of an author whom the ledger knows
	checkCost     = 8       // of looking at the signature of an entry
	frontierCost  = 16      // of a piece of a frontier
	seekCost      = 1       // of asking for a part of a checkpoint, which is read from a file
	proofCost     = 64      // of a proof, whose signature is checked
	messageCost   = 2       // of any other message
	maxBuckets    = 4096    // authors whose pace is kept in mind
	maxLater      = 256     // entries that the book may take later
	memory        = 4096    // hashes that a peer is remembered to have, in each of two generations

	authorBurst  = 1024 // entries without a vote that one author may bring at once: a payout from a list
	authorRate   = 2    // and so many more with each tick
	beaconPause  = 4    // ticks between two beacons to one peer
	settleTicks  = 4    // how long what came from elsewhere is left to arrive by itself
	againTicks   = 100  // unequal still: compared again
	recallTicks  = 1200 // compared in any case
	forgetTicks  = 200  // what a peer was given is taken to have arrived or to be lost
	askTicks     = 40   // a question without an answer is put to another peer
	parkTicks    = 1200
	greetTicks   = 200  // for a Hello
	frameTicks   = 200  // for a message that has begun
	writeTicks   = 600  // for a message that is being sent
	idleTicks    = 3600 // without any message
	settleMemory = 8    // ticks whose order is remembered
)

// Bounds of what goes on air.
const (
	MaxAirFrame  = 4096 // bytes of a frame that is looked at, and the longest that is said
	MaxAirParts  = 255  // parts of a frame that is cut
	leastMTU     = 64   // of a radio
	partHeadSize = 4    // of a part, behind the head of every frame

	maxAirQueue   = 1024 // entries that wait to be said
	maxAirOffers  = 512  // entries that were heard and wait for the book
	maxNeighbours = 64
	maxNeeds      = 8         // neighbours whose needs are remembered
	maxHistory    = 4096      // entries that the book took last, twice as many at most
	maxPoints     = 256       // digests by which this could be told meanwhile
	maxTables     = 32        // of stewards' numbers
	maxWords      = 1024      // Votes and Attests that others may be likened to
	maxPen        = 1024      // frames that cannot be read yet
	maxPenBytes   = 128 << 10 // and their size
	maxApart      = 16        // chains that part, told of at once
	maxMarks      = 128       // records that a frontier says are there and wait
	leastMarks    = 8         // of them where there is no room for more in one frame
	beaconMarks   = 16        // entries that a beacon says are lacking
	maxBeaconAsks = 3         // how often one does on account of one record
	justSaid      = 4         // frames: so long what was said may not have been counted by whoever sums up
	maxFrames     = 32        // of which it is known what stood in them together
	mostLost      = 3         // of them, that a neighbour may have lost
	maxGuesses    = 64        // at what a neighbour lost, made by one beacon of his
	guessWork     = 1 << 17   // and how many hashes they may go over
	maxBurst      = 64        // entries of one second that are said as news
	burstTicks    = 20
	seqModulus    = 16   // a record tells its seq up to a multiple of it
	likeModulus   = 256  // and that of what it is likened to up to one of this
	oldest        = 1024 // how far back an old record is looked for
	maxTold       = 4    // how often it does of one
	signatureSize = 64   // of a record
	maxParcels    = 8    // frames in parts
	maxPartAsks   = 5    // how often parts of one are asked for
	giveOnAir     = 64   // entries named at once of what a neighbour lacks
	sharers       = 16   // entries looked at for the time that a frame begins with
	readsATick    = 128  // entries read for tables

	beaconFloor = 100 // thousandths of the airtime that must be left for a beacon,
	freshFloor  = 150 // for what the village has to say of itself,
	tellFloor   = 250 // for a frontier,
	answerFloor = 300 // and for what somebody else asks for
	plentyFloor = 600 // or asks for more than giveOnAir entries
	purseOnly   = 1001
	airPurse    = 1024 // bytes: the most that may be said for others in spite of that
	purseTicks  = 10   // a byte comes into it by itself: who lacks little is helped, though nobody has news
	scarce      = 500  // below it what concerns other markets comes first

	usualFrame     = 10    // ticks that a frame takes on air, where it is not known
	shortestFrame  = 4     // and taken into account
	longestFrame   = 400   //
	lingerTicks    = 20    // how long what is to be said waits for more
	beaconTicks    = 100   // the shortest interval of beacons
	longestPause   = 6000  // the longest of beacons, and of frontiers that bring nothing
	quietTicks     = 18000 // a beacon is said in any case
	frontierPause  = 200   // ticks between two frontiers
	neighbourTicks = 24000 // a neighbour that was not heard is forgotten
	penTicks       = 24000 // what could not be read is forgotten
	fadeTicks      = 6000  // what was on air is forgotten after once or twice as long
	parcelTicks    = 6000  // and what has not come in whole
	retryTicks     = 10    // the pen is looked through again,
	maxRetries     = 4     // and as often at once
	maxHeard       = 3     // how often what is heard again counts as said
	politeFrames   = 60    // how long what is to be said leaves the word to others, in frames
)
