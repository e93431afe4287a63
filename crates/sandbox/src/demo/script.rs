//! What Casa Verde's customers write.

use super::{FIRST_NUMBER, SECOND_NUMBER};

pub(super) struct Line {
    pub(super) who: &'static str,
    pub(super) number: &'static str,
    /// Before now.
    pub(super) minutes_ago: i64,
    pub(super) text: &'static str,
}

const fn shop(who: &'static str, minutes_ago: i64, text: &'static str) -> Line {
    Line { who, number: FIRST_NUMBER, minutes_ago, text }
}

const fn deliveries(who: &'static str, minutes_ago: i64, text: &'static str) -> Line {
    Line { who, number: SECOND_NUMBER, minutes_ago, text }
}

/// The last two days. Most windows are open, one is about to close, one has closed.
pub(super) const PAST: &[Line] = &[
    shop("Ana García", 1_180, "Hola! ¿Tenéis monsteras grandes? 🌿"),
    shop("Ana García", 1_178, "Busco una para el salón, de un metro más o menos."),
    shop("Ana García", 12, "Al final me paso esta tarde. ¿Hasta qué hora abrís?"),
    deliveries("João Pereira", 95, "Bom dia! Meu pedido *CV-2041* já saiu para entrega?"),
    deliveries("João Pereira", 93, "Estou em casa até as 14h, depois só à noite."),
    shop("Emma Clarke", 1_410, "Hi! The fiddle-leaf fig I bought last week is dropping leaves. Is that normal?"),
    shop("Emma Clarke", 1_408, "It stands next to a radiator, could that be it?"),
    shop("Emma Clarke", 31, "Moved it to the window. Two more leaves down today :("),
    shop("Jürgen Weiß", 2_790, "Guten Tag, ich hätte gern 12 Lavendel für den Balkon. Liefern Sie auch nach Deutschland?"),
    shop("Jürgen Weiß", 2_786, "Lieferung bis Ende des Monats würde reichen."),
    shop("ليلى حداد", 240, "مرحبا، هل عندكم نبتة زيتون صغيرة للشرفة؟"),
    shop("ليلى حداد", 238, "وكم سعر التوصيل؟"),
    deliveries("佐藤 美咲", 410, "こんにちは。盆栽ワークショップはまだ空きがありますか？"),
    deliveries("佐藤 美咲", 408, "2名で土曜日に参加したいです。"),
    shop("Sofi 🌵✨", 55, "Holaaa 🌵🌵🌵"),
    shop("Sofi 🌵✨", 54, "¿Cuál cactus me recomiendas para alguien que olvida regar? 😅"),
    shop("Nico", 18, "hey, do you still have the string of pearls from your story?"),
    shop("Nico", 17, "and do you ship to Lisbon? 🚚"),
];

/// What comes when someone asks for more.
pub(super) const PRESENT: &[Line] = &[
    shop("Ana García", 0, "¡Perfecto, nos vemos luego! 💚"),
    shop("Sofi 🌵✨", 0, "Ese me gusta. ¿Me lo apartas hasta el sábado?"),
    deliveries("João Pereira", 0, "Recebido, ficou lindo na varanda. Obrigado! 🙌"),
    shop("Emma Clarke", 0, "New leaf! It's happy again 🌱"),
    shop("Nico", 0, "cool, taking two then"),
    shop("ليلى حداد", 0, "شكراً جزيلاً 🌸"),
    deliveries("佐藤 美咲", 0, "ありがとうございます。楽しみにしています！"),
];
