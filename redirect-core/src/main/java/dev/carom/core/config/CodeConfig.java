package dev.carom.core.config;

/** How ids become codes. */
@Section(title = "Codes", doc = "How the ids of links become codes.")
public record CodeConfig(
    @Key(
            name = "code.secret",
            required = true,
            min = "16",
            doc =
                "What the codes are derived with. Permanent: with another secret the codes that"
                    + " exist mean other links, so a server that is given one answers nothing.")
        Secret secret,
    @Key(
            name = "code.length",
            defaultValue = "7",
            min = "7",
            max = "9",
            doc =
                "The length of the first codes, in characters; longer ones are harder to guess."
                    + " Codes grow by themselves when a length is used up.")
        int length)
    implements ComponentConfig {}
