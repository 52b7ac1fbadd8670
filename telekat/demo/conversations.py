"""What was said in the demo practice's week: by patient and kind of room, oldest first.

Each line: days ago, clock time in the practice's zone, who (a key of `people`), and the words.
"""

Line = tuple[int, str, str, str]

CARE: dict[str, tuple[Line, ...]] = {
    "maya": (
        (4, "10:12", "sam", "Hello Maya, I’m Sam. I’ll be with you through this, before and after each session."),
        (4, "10:40", "maya", "Hi Sam. Thank you. I have never done anything like this and I’m quite nervous."),
        (4, "10:52", "sam", "That makes sense. We go at your pace, and nothing starts before Dr Ruiz has met you."),
        (3, "18:03", "maya", "Is it normal to feel this raw before anything has even happened?"),
        (
            3,
            "18:20",
            "sam",
            "Yes, many people feel that. Tell me if it gets heavier. What helps you on evenings like this?",
        ),
        (3, "18:31", "maya", "Walking along the water with my brother. We did that today."),
        (
            2,
            "09:15",
            "ruiz",
            "Good morning Maya, I’m Dr Ruiz. I have read your first form. May I ask how you slept this week?",
        ),
        (2, "12:41", "maya", "Badly. I wake at four and then my head starts. Maybe five hours a night."),
        (
            2,
            "13:05",
            "ruiz",
            "Thank you. We start with sleep when we meet. Please also fill in the form about worry, it helps me prepare.",
        ),
        (
            1,
            "19:48",
            "maya",
            "I started the form about worry. The last question on the other one was hard to answer.",
        ),
        (
            1,
            "20:10",
            "sam",
            "I’m glad you told us. You don’t have to hold that alone. Shall I call you at ten tomorrow?",
        ),
        (1, "20:14", "maya", "Yes please."),
        (
            0,
            "07:55",
            "sam",
            "Bring something warm for your visit, and tell us if anything changed in your medicines.",
        ),
        (0, "08:05", "ruiz", "I have an opening at ten today, if you would like to talk a little sooner."),
    ),
    "jonas": (
        (6, "11:02", "ruiz", "Jonas, thank you for sending everything so quickly. I look at it before Thursday."),
        (6, "14:30", "jonas", "No rush. I have waited three years for something that works, a week is fine."),
        (
            3,
            "09:20",
            "ruiz",
            "Your blood pressure readings are good. One question: do you still take the tablets for sleep?",
        ),
        (3, "21:11", "jonas", "Stopped them two weeks ago, they made the mornings grey."),
        (1, "22:47", "jonas", "Bad day. I answered your form honestly this time."),
    ),
    "tom": (
        (6, "16:20", "tom", "Home. Greta drove. I feel light, and a bit sea-sick still."),
        (
            6,
            "16:34",
            "sam",
            "Good to hear you’re home. Water, a quiet evening, no driving until tomorrow. I read your check-in in the morning.",
        ),
        (5, "09:05", "tom", "Slept eight hours. I can’t remember when that happened last."),
        (5, "09:40", "ruiz", "That’s good to read, Tom. Let’s see whether it lasts before we change anything."),
        (2, "18:22", "tom", "Played cards with my grandson and noticed I was laughing."),
        (
            2,
            "18:50",
            "sam",
            "I’m writing that down for Thursday, in your words. What was different about that evening?",
        ),
        (0, "08:31", "tom", "I was there for all of it. Not watching from outside."),
    ),
    "hana": (
        (
            5,
            "15:10",
            "haddad",
            "Hana, the session went as we planned. Rest today, Ilya stays with you until tomorrow.",
        ),
        (5, "20:02", "hana", "I’m home. It was a lot. The colours stay when I close my eyes."),
        (
            5,
            "20:15",
            "haddad",
            "That can last some hours and then fades. If it is still there tomorrow evening, write to us.",
        ),
        (4, "19:30", "hana", "Gone now. I keep thinking about my mother’s kitchen."),
        (4, "19:44", "sam", "Hold on to that picture. We come back to it when we talk on Wednesday."),
    ),
    "ifeoma": (),
}

FRONT_DESK: dict[str, tuple[Line, ...]] = {
    "maya": (
        (4, "09:30", "priya", "Welcome Maya. I arrange your times here. Dr Ruiz can see you today at 10:00, by video."),
        (4, "09:58", "maya", "That works. Do I need anything for it?"),
        (4, "10:05", "priya", "A quiet room, your phone, and the address where you are that day. I send a reminder the evening before."),
    ),
    "tom": ((1, "11:15", "priya", "Your next visit is Thursday at 14:00, Stockholm time 15:00. Does Greta drive again?"),
            (1, "11:40", "tom", "She does.")),
    "hana": ((2, "10:00", "priya", "Sam has Wednesday 16:00 free for you. Shall I book it?"),),
    "jonas": (),
    "ifeoma": ((0, "08:50", "ifeoma", "Hello, my GP gave me your name. What happens next?"),),
}  # fmt: skip

STAFF_ROOM: dict[str, tuple[Line, ...]] = {
    "maya": (
        (2, "13:20", "ruiz", "Sleep first. Ask about the zopiclone from the GP letter before any decision."),
        (1, "20:20", "sam", "She answered the last question with “several days”. I call her at ten, brother is with her tonight."),
    ),
    "tom": ((5, "09:45", "ruiz", "Response by day one. Hold the dose for session five.",),),
    "jonas": (),
    "hana": (),
    "ifeoma": (),
}  # fmt: skip
